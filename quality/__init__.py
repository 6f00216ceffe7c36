# A package of duizhao (looked for at start-up).
"""How good a translation is: scores and findings. Knows ``glossary`` and what it knows."""
