"""Files of the texts that software shows: each text under a key, in one language or in two."""
