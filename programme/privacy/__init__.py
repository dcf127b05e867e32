"""People's data: what was agreed to, what is kept how long, and what each may ask for."""
