"""Workshops in people's calendars: as addresses that are read, and as events in mails."""
