"""What no search in order finds: run-in headlines, lists, courtesies, moved passages."""
