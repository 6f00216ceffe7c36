"""Documents: what we read and write. Imports nothing of ours."""

__version__ = "0.1.0"
