"""Calendars of others, as a test writes them."""


def event(*lines, uid="1", title="Fair"):
    name = [f"SUMMARY:{title}"] if title else []
    return ["BEGIN:VEVENT", f"UID:{uid}", *name, *lines, "END:VEVENT"]


def ics(*events, head=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *sum(events, []), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()
