"""A form as somebody fills it in who wants what it offers.

Without them a walk that sends nothing but nonsense is refused by the forms, and sees little of
what stands behind them.
"""

from collections import defaultdict

PLAUSIBLE = {
    "email": "somebody@city.example",
    "date": "2026-12-01",
    "time": "10:00",
    "datetime-local": "2026-12-01T10:00",
    "number": "3",
    "url": "https://city.example/",
    "checkbox": "on",
}
CHOSEN = ("radio", "checkbox", "button", "submit")


def as_meant(fields, dice):
    """Pairs of names and values: most as the page has them, what is empty filled in."""
    sent, groups = [], defaultdict(list)
    for field in fields:
        if field.kind in CHOSEN:
            kind = field.kind if field.kind in ("radio", "checkbox") else "button"
            groups[kind, field.name if kind == "radio" else ""].append(field)
        else:
            sent.append((field.name, _value_of(field, dice)))
    for (kind, _name), group in groups.items():
        sent += [(one.name, one.value or "on") for one in _chosen(kind, group, dice)]
    return [(name, value.encode(errors="replace")) for name, value in sent]


def _chosen(kind, group, dice):
    if kind == "checkbox":
        # What is ticked stays so, mostly; of the others some are ticked.
        return [one for one in group if dice.random() < (0.9 if one.is_on else 0.4)]
    on = [one for one in group if one.is_on]
    return [dice.choice(on if on and dice.random() < 0.4 else group)]


def _value_of(field, dice):
    if field.kind == "hidden":
        return field.value
    if field.options:
        offered = [option for option in field.options if option]
        return dice.choice(offered) if offered and dice.random() < 0.6 else field.value
    if field.value and dice.random() < 0.7:
        return field.value
    return PLAUSIBLE.get(field.kind, f"Words {dice.randrange(1000)}")
