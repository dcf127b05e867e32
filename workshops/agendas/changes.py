"""What a release of an agenda changes against the one before, in words, and whom that concerns."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workshops.agendas.releases import CALENDAR_FIELDS, in_order, items_in
from workshops.models import AgendaItem, Registration, Workshop

Content = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What becomes different with one item, or with the workshop itself where there is none."""

    sentences: tuple[str, ...]
    before: AgendaItem | None = None
    after: AgendaItem | None = None

    @property
    def label(self) -> str:
        """What kind of change it is, in a word or two."""
        if self.before is None and self.after is None:
            return _("Workshop")
        if self.before is None:
            return _("New")
        if self.after is None:
            return _("Taken out")
        return _("Changed")

    @property
    def choosers_only(self) -> int | None:
        """The choice of which only those have to know who took it; None for everybody."""
        if self.before is None or not self.before.choice:
            return None
        if self.after is not None and not self.after.choice:
            return None
        return self.before.pk

    def concerns(self, chosen: Iterable[int]) -> bool:
        """Whether somebody who chose these items, or waits for them, has to know."""
        return self.choosers_only is None or self.choosers_only in set(chosen)


def changes_between(before: Content, after: Content, workshop: Workshop) -> list[Change]:
    """What differs, the workshop first, then the items in their order. Runs no query.

    Items that merely moved along with the workshop are not told one by one.
    """
    old = {item.pk: item for item in items_in(before, workshop)}
    new = {item.pk: item for item in items_in(after, workshop)}
    moved_by = _moved_by(before["workshop"], after["workshop"])
    found = [Change((sentence,)) for sentence in _of_workshop(before, after)]
    for item in in_order((old | new).values()):
        one, other = old.get(item.pk), new.get(item.pk)
        if sentences := tuple(_of_item(one, other, moved_by)):
            found.append(Change(sentences, one, other))
    return found


def risen(before: Content, after: Content, workshop: Workshop) -> set[int]:
    """The items that calendars must take anew: of both, with another time, place or title."""
    old = {item.pk: item for item in items_in(before, workshop)}
    place_changed = any(
        before["workshop"].get(name) != after["workshop"].get(name)
        for name in ("place", "venue", "time_zone")
    )
    return {
        item.pk
        for item in items_in(after, workshop)
        if item.pk in old
        and (
            place_changed
            or any(getattr(item, name) != getattr(old[item.pk], name) for name in CALENDAR_FIELDS)
        )
    }


def _moved_by(before: dict[str, Any], after: dict[str, Any]) -> datetime.timedelta:
    if not before.get("starts_on") or not after.get("starts_on"):
        return datetime.timedelta()
    first, second = (datetime.date.fromisoformat(row["starts_on"]) for row in (before, after))
    return second - first


def _of_workshop(before: Content, after: Content) -> Iterator[str]:
    old, new = before["workshop"], after["workshop"]
    if (old["starts_on"], old["ends_on"]) != (new["starts_on"], new["ends_on"]):
        yield _("The workshop is on %(new)s now, not on %(old)s.") % {
            "new": _dates(new),
            "old": _dates(old),
        }
    if old["place"] != new["place"]:
        yield _("The workshop is in %(new)s now, not in %(old)s.") % {
            "new": new["place"],
            "old": old["place"],
        }
    if old["venue"] != new["venue"]:
        if new["venue"] and old["venue"]:
            yield _("The venue is %(new)s now, not %(old)s.") % {
                "new": new["venue"],
                "old": old["venue"],
            }
        elif new["venue"]:
            yield _("The venue is %(new)s.") % {"new": new["venue"]}
        else:
            yield _("The venue is no longer %(old)s; it is open again.") % {"old": old["venue"]}


def _dates(facts: dict[str, Any]) -> str:
    days = [facts.get("starts_on"), facts.get("ends_on")]
    first, last = (datetime.date.fromisoformat(day) if day else None for day in days)
    return Workshop(starts_on=first, ends_on=last).dates or _("days to be fixed")


def _of_item(
    old: AgendaItem | None, new: AgendaItem | None, moved_by: datetime.timedelta
) -> Iterator[str]:
    if new is None:
        if old is not None:
            yield _("“%(item)s” (%(when)s) is no longer on the agenda.") % {
                "item": old,
                "when": when(old),
            }
    elif old is None:
        yield _("“%(item)s” is new: %(when)s.") % {
            "item": new,
            "when": ", ".join(filter(None, [when(new), new.room])),
        }
    else:
        yield from _time(old, new, moved_by)
        yield from _name(old, new)
        yield from _choice(old, new)
        yield from _places(old, new)
        yield from _bus(old, new)
        yield from _people(old, new)
        yield from _rest(old, new)


def when(item: AgendaItem) -> str:
    """“Thursday 9 September, 09:00 to 12:00”."""
    return _("%(day)s, %(start)s to %(end)s") % {"day": _day(item), **_hours(item)}


def _day(item: AgendaItem) -> str:
    return date_format(item.day, "l j F")


def _hours(item: AgendaItem) -> dict[str, str]:
    return {"start": f"{item.starts_at:%H:%M}", "end": f"{item.ends_at:%H:%M}"}


def _time(old: AgendaItem, new: AgendaItem, moved_by: datetime.timedelta) -> Iterator[str]:
    same_day = old.day + moved_by == new.day
    if not same_day:
        yield _("“%(item)s” is on %(new)s now, not on %(old)s.") % {
            "item": old,
            "new": when(new),
            "old": when(old),
        }
    elif (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        hours = _hours(old)
        yield _("“%(item)s” is on %(new)s now, not from %(start)s to %(end)s.") % {
            "item": old,
            "new": when(new),
            **hours,
        }


def _name(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    if old.title != new.title:
        yield _("“%(old)s” is called “%(new)s” now.") % {"old": old.title, "new": new.title}


def _choice(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    if old.choice == new.choice:
        return
    if not new.choice:
        yield _("“%(item)s” is for everybody now, no longer a choice.") % {"item": new.title}
    else:
        yield _("“%(item)s” is choice %(letter)s now.") % {
            "item": new.title,
            "letter": new.choice,
        }


def _places(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    if old.room != new.room:
        if new.room and old.room:
            text = _("“%(item)s” is in %(new)s now, not in %(old)s.")
        elif new.room:
            text = _("“%(item)s” is in %(new)s.")
        else:
            text = _("“%(item)s” is no longer in %(old)s; the room is open again.")
        yield text % {"item": new, "new": new.room, "old": old.room}
    if old.meeting_point != new.meeting_point:
        if new.meeting_point and old.meeting_point:
            text = _("The meeting point of “%(item)s” is %(new)s now, not %(old)s.")
        elif new.meeting_point:
            text = _("The meeting point of “%(item)s” is %(new)s.")
        else:
            text = _("“%(item)s” has no meeting point of its own any more.")
        yield text % {"item": new, "new": new.meeting_point, "old": old.meeting_point}


def _bus(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    texts = (
        (
            "bus_at",
            _("The bus of “%(item)s” leaves at %(new)s now, not at %(old)s."),
            _("The bus of “%(item)s” leaves at %(new)s."),
            _("There is no bus for “%(item)s” any more."),
        ),
        (
            "bus_back_at",
            _("The bus of “%(item)s” is back at %(new)s now, not at %(old)s."),
            _("The bus of “%(item)s” is back at %(new)s."),
            "",
        ),
    )
    for name, changed, added, gone in texts:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        text = gone if after is None else changed if before else added
        if text:
            yield text % {
                "item": new,
                "new": f"{after:%H:%M}" if after else "",
                "old": f"{before:%H:%M}" if before else "",
            }


def _people(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    if old.led_by != new.led_by:
        text = (
            _("“%(item)s” is led by %(new)s now.")
            if new.led_by
            else _("Who leads “%(item)s” is open again.")
        )
        yield text % {"item": new, "new": new.led_by}
    if old.speakers != new.speakers:
        text = (
            _("Speaking at “%(item)s” now: %(new)s.")
            if new.speakers
            else _("The speakers of “%(item)s” are open again.")
        )
        yield text % {"item": new, "new": new.speakers}


def _rest(old: AgendaItem, new: AgendaItem) -> Iterator[str]:
    if old.description != new.description:
        yield _("“%(item)s” is described differently.") % {"item": new}
    if old.kind != new.kind:
        yield _("“%(item)s” is now: %(kind)s.") % {
            "item": new,
            "kind": new.get_kind_display(),
        }
    if old.part != new.part:
        text = (
            _("“%(item)s” belongs to the part “%(part)s” now.")
            if new.part
            else _("“%(item)s” belongs to no part of the programme any more.")
        )
        yield text % {"item": new, "part": new.get_part_display()}


def people_coming(workshop: Workshop) -> list[Registration]:
    """Everybody with a place, and what each chose or waits for."""
    return list(workshop.registrations.coming().select_related("user", "sign_up", "choice_wait"))


def concerned(
    registrations: Iterable[Registration], changes: list[Change] | None
) -> dict[Registration, list[Change]]:
    """Who has to know of which changes; with None, a first release, everybody, of none.

    The registrations need their ``sign_up`` and ``choice_wait`` at hand.
    """
    if changes is None:
        return {registration: [] for registration in registrations}
    found = {}
    for registration in registrations:
        chosen = chosen_by(registration)
        if own := [change for change in changes if change.concerns(chosen)]:
            found[registration] = own
    return found


def chosen_by(registration: Registration) -> set[int]:
    """The items that somebody chose or waits for."""
    rows = (getattr(registration, name, None) for name in ("sign_up", "choice_wait"))
    return {row.item_id for row in rows if row is not None}
