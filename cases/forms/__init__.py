"""The forms of a case, by what they are about."""
