"""Sheets that people fill in and give back: pairs, findings, glossaries (``docs/reviewing.md``)."""
