"""Form: spaces, brackets, quotation marks, capitals, and words run together."""
