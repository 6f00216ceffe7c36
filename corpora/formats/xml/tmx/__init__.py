"""TMX, the memory every CAT tool reads: 1.1 to 1.4b in, 1.4b out.

Both directions stream: memory does not grow with the file.
"""
