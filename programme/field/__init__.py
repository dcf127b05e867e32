"""The field around the programme: actors, events, funding, facts."""
