"""Which documents translate which: document alignment, from names to sentences."""
