"""Formats that hold a pair a line, or a cue."""
