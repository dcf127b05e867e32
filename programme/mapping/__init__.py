"""The networking map: the matrix, the map of Europe, and what both say."""
