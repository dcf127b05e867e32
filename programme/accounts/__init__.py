"""How people get in and stay in: log-in, second factor, sessions, change of e-mail.

allauth does the work; here stands what it does not do, or not our way.
"""
