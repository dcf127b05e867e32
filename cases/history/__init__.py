"""What was before: ``timeline`` tells it, ``versions`` are the whole texts that were kept."""
