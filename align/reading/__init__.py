"""What each document contributes to pairing."""
