"""What is said in the terminal: progress, summaries, tables."""
