# A package of duizhao (looked for at start-up).
"""Documents: what we read and write. Imports nothing of ours."""

__version__ = "0.1.0"
