"""How good a translation is: scores and findings. Knows ``glossary`` and what it knows."""
