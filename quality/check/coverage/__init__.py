"""Omission and addition: what one side says and the other does not."""
