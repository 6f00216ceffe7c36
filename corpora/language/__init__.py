"""The bench for the two languages: what is known of Chinese and English text, each thing once."""
