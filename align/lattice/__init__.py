"""The beads that are possible, what speaks for each, and the best way through them."""
