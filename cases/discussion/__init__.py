"""The discussion room of a case as its members see it: page, board, clock, vote, feed."""
