"""What a term is: candidates, what speaks for each, their order, and the page they reach."""
