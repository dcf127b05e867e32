"""Reading the log: found, filtered and told in words. ``programme.activity`` writes it."""
