"""Learned weights: the cards that hold them, and the kinds of models that weigh features."""
