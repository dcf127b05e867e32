"""Everything that can happen to a networking session and its meetings."""
