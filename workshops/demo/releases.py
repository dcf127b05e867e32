"""Releases the agendas of the demonstration workshops, one of them twice, at their old times."""

import datetime
from typing import Any

from django.utils import timezone

from programme.demo.calendar import read
from programme.models import Activity, MailStatus, User
from workshops.agendas.letters import mails_of
from workshops.models import AgendaItem, AgendaRelease, Workshop
from workshops.services.releases import release_agenda

RELEASED_BY = "anna.moreau@grandlyon.example"
# Of the day on which it was released.
HOUR = datetime.time(15)


def load(workshop: Workshop, day: datetime.date | None, users: dict[str, User]) -> None:
    """Release the agenda as on that day; what it said before and what its draft says, too."""
    if day is None:
        return
    by = users.get(RELEASED_BY)
    released = datetime.datetime.combine(day, HOUR, workshop.tz)
    at = min(released, timezone.now() - datetime.timedelta(hours=30))
    story = _story_of(workshop)
    if story:
        _release_first(workshop, story, at - datetime.timedelta(days=story["days_between"]), by)
    _release(workshop, at, by, remark=story.get("remark", ""), tell=bool(story))
    for change in story.get("draft", []):
        _change(workshop, change | {"updated_at": timezone.now()})


def _story_of(workshop: Workshop) -> dict[str, Any]:
    stories = read("workshops", "releases")
    return stories.get(workshop.city.slug, {}) if workshop.city and workshop.number else {}


def _release_first(
    workshop: Workshop, story: dict[str, Any], at: datetime.datetime, by: User | None
) -> None:
    """As it was before its changes; afterwards the draft is as it was found."""
    added = workshop.agenda_items.filter(title__in=story["added"])
    keys = list(added.values_list("pk", flat=True))
    added.update(removed_at=at)
    found = [_change(workshop, change) for change in story["before"]]
    _release(workshop, at, by)
    AgendaItem.objects.filter(pk__in=keys).update(removed_at=None)
    for values in found:
        _change(workshop, values)


def _change(workshop: Workshop, values: dict[str, Any]) -> dict[str, Any]:
    """Write these values into the item of that title; returns what it said before."""
    others = {name: value for name, value in values.items() if name != "title"}
    item = workshop.agenda_items.get(title=values["title"])
    before = {name: getattr(item, name) for name in values}
    workshop.agenda_items.filter(pk=item.pk).update(**others)
    return before


def _release(
    workshop: Workshop,
    at: datetime.datetime,
    by: User | None,
    *,
    remark: str = "",
    tell: bool = False,
) -> None:
    """A release as of another time, whose mails have left long ago."""
    release = release_agenda(workshop, by=by, remark=remark, tell=tell)
    AgendaRelease.objects.filter(pk=release.pk).update(frozen_at=at)
    workshop.agenda_released_at = at
    workshop.save(update_fields=["agenda_released_at"])
    # The draft has rested since.
    workshop.agenda_items.update(updated_at=at)
    left = at + datetime.timedelta(minutes=10)
    mails_of(release).update(
        created_at=at, send_after=left, sent_at=left, status=MailStatus.SENT, tries=1
    )
    entry = Activity.objects.about(workshop).filter(verb="agenda_released").latest("pk")
    Activity.objects.filter(pk=entry.pk).update(at=at)
