"""Which English renders which Chinese: words, spans, and all renderings a candidate may have."""
