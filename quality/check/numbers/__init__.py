"""Numbers: every quantity of one side must stand on the other with the same value."""
