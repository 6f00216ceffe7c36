# A package of duizhao (looked for at start-up).
"""The pages on which people look and decide. Knows all stages."""

PROJECT_FILE = "project.db"
"""What a folder holds that is a project."""
