"""What a page shows to one person: all its queries, and nothing that a template must decide."""
