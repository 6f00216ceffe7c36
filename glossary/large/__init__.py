"""A text too large for memory."""
