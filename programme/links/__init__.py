"""Links between clusters: how they begin, go on, and are found again."""
