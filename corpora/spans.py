"""Where something stands in a text: the one type for it."""

from __future__ import annotations

Span = tuple[int, int]
"""Code points, half-open."""
