"""Links between clusters: their life, and how far they lead."""
