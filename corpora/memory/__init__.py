"""Translation memories: what goes in, whether it will match, cleaning and searching."""
