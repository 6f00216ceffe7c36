"""Formats that hold pairs in the columns of a table."""
