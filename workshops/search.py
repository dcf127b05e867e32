"""What this app lets people find."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import User
from programme.models.partnering import OfferKind, PartneringTopic
from programme.search.own import LINK, PERSON
from programme.search.sources import (
    DOCUMENT,
    Kind,
    Part,
    Row,
    Source,
    day_words,
    leave_out,
    own,
    register,
)
from workshops.models import (
    AgendaItem,
    AgendaRelease,
    ItemNotes,
    Meeting,
    MeetingOutcome,
    Networker,
    NetworkerOffer,
    Outcome,
    OutcomeKind,
    PracticalNote,
    Registration,
    Workshop,
    WorkshopFile,
    WorkshopKind,
)

WORKSHOP = Kind("workshops", gettext_lazy("Workshops"), gettext_lazy("Workshop"), 45)
NOTES = Kind("notes", gettext_lazy("Notes and decisions"), gettext_lazy("Notes"), 50)
# What the title of a workshop is made of.
NAMES = ("kind", "place", "slug", "city__name", "programme__workshop_label")


def of_workshop(path: str = "workshop__") -> dict[str, str]:
    """The same of a row that hangs on a workshop."""
    return {f"workshop_{name.replace('__', '_')}": f"{path}{name}" for name in NAMES}


def title(row: Row) -> str:
    """As ``Workshop.title``: “Göteborg city workshop”, “Kick-off in Stockholm”."""
    place = row["workshop_place"] or row["workshop_city_name"] or _("a place to be named")
    if row["workshop_kind"] == WorkshopKind.CITY:
        return f"{place} {row['workshop_programme_workshop_label']}"
    kind = WorkshopKind(row["workshop_kind"]).label
    return _("%(kind)s in %(place)s") % {"kind": kind, "place": place}


def url_of(row: Row, name: str = "detail") -> str:
    return reverse(f"workshops:{name}", args=[row.programme, row["workshop_slug"]])


def workshops(row: Row) -> Iterator[Part]:
    label = capfirst(row["workshop_programme_workshop_label"])
    number = f"{label} {row['number']}" if row["number"] else ""
    where = (number or _("Workshops"), day_words(row["starts_on"]))
    yield Part(title(row), where, row["venue"], url_of(row))


def item_part(item: Any, key: str, where: tuple[str, ...], url: str, state: str = "") -> Part:
    names = ("description", "led_by", "speakers", "room", "meeting_point")
    text = "\n".join(item[name] for name in names if item.get(name))
    name = f"{item['choice']}. {item['title']}" if item.get("choice") else item["title"]
    when = f"{day_words(item['day'])}, {item['starts_at'][:5]}"
    return Part(name, (*where, _("Agenda"), when), text, f"{url}#item-{item['pk']}", key, state)


def draft_items(row: Row) -> Iterator[Part]:
    url = url_of(row, "agenda_edit")
    yield item_part(row.values, "", (title(row),), url, _("Draft"))


def released_items(row: Row) -> Iterator[Part]:
    for item in row.data("content").get("items", []):
        yield item_part(item, str(item["pk"]), (title(row),), url_of(row))


def notes(row: Row) -> Iterator[Part]:
    # Not the title of the item: members know it in the words of the release alone.
    if row["text"]:
        url = f"{url_of(row, 'notes')}#item-{row['item_id']}"
        yield Part(_("Notes"), (title(row),), row["text"], url)


def outcomes(row: Row) -> Iterator[Part]:
    kind = str(OutcomeKind(row["kind"]).label)
    until = _("until %(day)s") % {"day": day_words(row["due_on"])} if row["due_on"] else ""
    url = f"{url_of(row, 'notes')}#outcome-{row.pk}"
    yield Part(row["text"], (title(row), kind, row["owner"], until), "", url)


def practical_notes(row: Row) -> Iterator[Part]:
    if row["text"]:
        yield Part(_("Practical note"), (title(row),), row["text"], url_of(row, "practical_note"))


def files(row: Row) -> Iterator[Part]:
    url = f"{reverse('reports:papers', args=[row.programme, row['workshop_slug']])}#files"
    name = row["description"] or row["name"]
    yield Part(name, (title(row), _("Files")), row["name"] if row["description"] else "", url)


def participants(row: Row) -> Iterator[Part]:
    where = (title(row), _("Participants"), row["city"] or row["partner"])
    yield Part(row["name"], where, row["organisation"], url_of(row, "participants"))


def networkers(row: Row) -> Iterator[Part]:
    where = (title(row), _("Networking"))
    text = row.lines("about", "cluster")
    yield Part(row["name"], where, text, url_of(row, "meetings"))


def networker_offers(row: Row) -> Iterator[Part]:
    topic = str(PartneringTopic(row["topic"]).label)
    name = f"{OfferKind(row['kind']).label}: {topic}"
    yield Part(name, (row["name"], title(row)), row["words"], url_of(row, "meetings"))


def meetings(row: Row) -> Iterator[Part]:
    url = reverse("workshops:meeting", args=[row.programme, row["workshop_slug"], row.pk])
    if row["reason"] or row["ended_reason"] or row["unplaced_reason"]:
        text = row.lines("ended_reason", "unplaced_reason")
        yield Part(row["reason"] or _("Meeting"), (_("Meeting"), title(row)), text, url)


def meeting_outcomes(row: Row) -> Iterator[Part]:
    if row["note"]:
        url = reverse("workshops:meeting", args=[row.programme, row["workshop_slug"], row["of"]])
        yield Part(_("What came of a meeting"), (title(row), _("Meetings")), row["note"], url)


def of_writers(rows: Any, user: User) -> Any:
    """The words of the draft are for those who write it; members read the release."""
    return rows.editable_by(user)


OF_PERSON = {"name": "networker__registration__name"}
ITEM_NAMES = ("title", "description", "led_by", "speakers", "room", "meeting_point")
MEETING = "participant__meeting__session__workshop__"
SOURCES = (
    Source(
        "workshop",
        WORKSHOP,
        Workshop,
        of_workshop("") | own("number", "venue", "starts_on"),
        workshops,
        recent="starts_on",
    ),
    # Before the draft: of the same words in both, those that everybody reads are shown.
    Source(
        "agenda",
        WORKSHOP,
        AgendaRelease,
        of_workshop() | own("content"),
        released_items,
        rows=lambda releases: releases.current(),
        recent="frozen_at",
    ),
    Source(
        "agenda-draft",
        WORKSHOP,
        AgendaItem,
        of_workshop() | own("pk", "day", "starts_at", "choice", *ITEM_NAMES),
        draft_items,
        rows=lambda items: items.in_draft(),
        visible=of_writers,
        recent="updated_at",
    ),
    Source(
        "notes",
        NOTES,
        ItemNotes,
        of_workshop("item__workshop__") | own("item_id", "text"),
        notes,
    ),
    Source(
        "outcome",
        NOTES,
        Outcome,
        of_workshop("item__workshop__") | own("kind", "text", "owner", "due_on"),
        outcomes,
    ),
    Source(
        "practical-note",
        WORKSHOP,
        PracticalNote,
        of_workshop() | own("text"),
        practical_notes,
    ),
    Source(
        "workshop-file",
        DOCUMENT,
        WorkshopFile,
        of_workshop() | own("name", "description"),
        files,
    ),
    Source(
        "participant",
        PERSON,
        Registration,
        of_workshop()
        | own("name", "organisation")
        | {"city": "city__name", "partner": "partner__short_name"},
        participants,
        # Whoever has an account is found as a person of the programme.
        rows=lambda registrations: registrations.filter(user=None),
    ),
    Source(
        "networker",
        PERSON,
        Networker,
        of_workshop("registration__workshop__")
        | {"name": "registration__name", "about": "about", "cluster": "cluster__name"},
        networkers,
    ),
    Source(
        "networker-offer",
        PERSON,
        NetworkerOffer,
        of_workshop("networker__registration__workshop__")
        | OF_PERSON
        | own("kind", "topic", "words"),
        networker_offers,
    ),
    Source(
        "meeting",
        LINK,
        Meeting,
        of_workshop("session__workshop__") | own("reason", "ended_reason", "unplaced_reason"),
        meetings,
    ),
    Source(
        "meeting-outcome",
        LINK,
        MeetingOutcome,
        of_workshop(MEETING) | {"of": "participant__meeting_id", "note": "note"},
        meeting_outcomes,
    ),
)
# Models of which nothing is found, with the reason.
LEFT_OUT = {
    "workshops.CalendarFeed": "Keys.",
    "workshops.Interpreters": "A language beside a number.",
    "workshops.ItemNotesRevision": "What was before has its page of history.",
    "workshops.MeetingPlan": "Computed; what is taken of it are meetings.",
    "workshops.MeetingTable": "The name of a table.",
    "workshops.PracticalNeeds": "Diets and needs are for two people, and not for long.",
    "workshops.PracticalNoteRevision": "What was before has its page of history.",
    "workshops.SurveyAnswer": "Answers stay without a name and beside each other.",
    "workshops.SurveyInvitation": "Keys.",
    "workshops.SurveyQuestion": "Words of the settings.",
    "workshops.TypicalItem": "Words of the settings.",
}


def register_sources() -> None:
    register(*SOURCES)
    leave_out(LEFT_OUT)
