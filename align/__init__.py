"""Which sentences translate which. Knows ``corpora``."""
