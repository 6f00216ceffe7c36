"""What the terms are, and how they were rendered. Knows ``corpora`` and ``align``."""
