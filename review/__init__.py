"""The pages on which people look and decide. Knows all stages."""
