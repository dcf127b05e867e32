"""Calendars that we wrote, as the lines they are. Parsing each of two hundred takes a second.

Only for text of ``workshops.calendars.events.write``: one event, every name in it at most once.
"""

import datetime
import re
from collections.abc import Mapping

from icalendar import Calendar

END_OF_EVENT = "\r\nEND:VEVENT\r\n"


def value_in(text: str, name: str) -> str:
    """A property without parameters; “0” where there is none."""
    found = re.search(rf"^{name}:(.*?)\r?$", text.replace("\r\n ", ""), re.MULTILINE)
    return found[1] if found else "0"


def properties_of(text: str) -> dict[str, str]:
    """The properties of the event: by name what follows it, with zone or kind."""
    event = text.partition("\r\nBEGIN:VEVENT\r\n")[2].partition(END_OF_EVENT)[0]
    found = {}
    for line in event.replace("\r\n ", "").split("\r\n"):
        name = re.split("[:;]", line, maxsplit=1)[0]
        found[name] = line[len(name) :]
    return found


def with_lines(text: str, lines: str) -> str:
    """With more lines at the end of the event."""
    head, end, foot = text.rpartition(END_OF_EVENT)
    return f"{head}\r\n{lines.strip()}{end}{foot}"


def with_values(text: str, values: Mapping[str, str]) -> str:
    """With other values of properties that have neither parameters nor anything to escape."""
    for name, value in values.items():
        text = re.sub(rf"^{name}:[^\r\n]*", f"{name}:{value}", text, flags=re.MULTILINE)
    return text


def span_of(text: str) -> tuple[datetime.date, datetime.date]:
    """Begin and end of the event: moments in their zone, or days."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event.decoded("dtstart"), event.decoded("dtend")
