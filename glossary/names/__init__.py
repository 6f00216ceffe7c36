"""Names of people with their offices, of organisations, documents and places."""
