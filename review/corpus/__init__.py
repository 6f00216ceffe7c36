"""Very many documents: which belong together, the work on all of them, one project in the end."""
