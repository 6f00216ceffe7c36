# A package of duizhao (looked for at start-up).
"""The pages on which people look and decide. Knows all stages."""
