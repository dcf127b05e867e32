"""What came of networking, in numbers: from a request for a meeting to an agreement."""
