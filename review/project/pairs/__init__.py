"""The pairs of a project: rows that partition both sides, with decisions replayed over them."""
