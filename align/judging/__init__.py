"""How good a pairing is, measured against one that people made."""
