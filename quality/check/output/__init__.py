"""Findings as files and as a page."""
