"""Terms: what a glossary or a bank wants, and one term in many renderings."""
