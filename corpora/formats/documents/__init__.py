"""Formats of documents: each reader gives a ``Draft``."""
