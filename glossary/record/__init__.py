"""The glossary itself: entries, columns, and what people decided."""
