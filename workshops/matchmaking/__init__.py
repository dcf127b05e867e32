"""Choice B as it is read: people, suggestions, schedules, lists."""
