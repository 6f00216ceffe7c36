"""How each single occurrence of a term was rendered."""
