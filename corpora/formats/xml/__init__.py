"""Exchange formats in XML: TMX and XLIFF, and what they share."""
