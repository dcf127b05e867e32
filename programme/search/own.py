"""What this app lets people find."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from programme.models import (
    STAFF_ROLES,
    City,
    Cluster,
    ClusterLink,
    ClusterLinkEntry,
    ClusterOffer,
    ExternalEvent,
    FieldEntry,
    Figure,
    FormerMembership,
    Mail,
    Membership,
    Partner,
    PolicyFact,
    Role,
    Sector,
    User,
    WorkplanItem,
)
from programme.models.field import FieldEntryKind
from programme.models.partnering import OfferKind, PartneringTopic
from programme.search.sources import (
    Kind,
    Part,
    Row,
    Source,
    day_words,
    leave_out,
    own,
    register,
)

CITY = Kind("cities", gettext_lazy("Cities"), gettext_lazy("City"), 10)
PERSON = Kind("people", gettext_lazy("People"), gettext_lazy("Person"), 20)
CLUSTER = Kind("clusters", gettext_lazy("Clusters"), gettext_lazy("Cluster"), 30)
DATE = Kind("dates", gettext_lazy("Dates"), gettext_lazy("Date"), 65)
LINK = Kind("links", gettext_lazy("Links and meetings"), gettext_lazy("Link"), 72)
FIELD = Kind("field", gettext_lazy("The field and its events"), gettext_lazy("The field"), 75)
MAIL = Kind("mails", gettext_lazy("Mails"), gettext_lazy("Mail"), 90)
ADDRESS = re.compile(r"https?://\S+")


def country(row: Row) -> str:
    return str(countries.name(row["country"])) if row["country"] else ""


def cities(row: Row) -> Iterator[Part]:
    url = reverse("programme:city_detail", args=[row.programme, row["slug"]])
    name = row["name"]
    facts = ", ".join(filter(None, [row["region"], country(row), row["website"]]))
    yield Part(name, (country(row),), facts, url)
    if row["policy_profile"]:
        where = (name, _("Cluster support policy"))
        yield Part(where[1], where[:1], row["policy_profile"], f"{url}#policy", "policy")
    if kick_off := row.lines("proposed_case", "preliminary_issue"):
        yield Part(_("At the kick-off"), (name,), kick_off, f"{url}#kick-off", "kick-off")


def people(row: Row, *, state: str = "") -> Iterator[Part]:
    whom = row["city"] or row["partner"]
    role = str(Role(row["role"]).label)
    place = f"{role}, {whom}" if whom else role
    # Only for those who run the programme it stands there at all.
    address = row.values.get("email", "")
    url = reverse("programme:person", args=[row.programme, row["user_id"]])
    yield Part(row["name"] or address or role, (place,), address, url, state=state)


def former_people(row: Row) -> Iterator[Part]:
    yield from people(row, state=_("Former"))


def partners(row: Row) -> Iterator[Part]:
    page = reverse("programme:people", args=[row.programme])
    yield Part(
        row["name"],
        (_("Partner"), country(row)),
        row.lines("short_name", "description", "website"),
        f"{page}?{urlencode({'q': row['short_name']})}",
    )


def sectors(row: Row) -> Iterator[Part]:
    yield Part(
        row["name"],
        (_("Networking"), _("Sector")),
        "",
        reverse("programme:networking", args=[row.programme]),
    )


def clusters(row: Row) -> Iterator[Part]:
    url = reverse("programme:cluster_detail", args=[row.programme, row["slug"]])
    where = ", ".join(filter(None, [row["place"], row["city"], country(row)]))
    names = ("summary", "themes", "manager", "founded_note", "legal_form_detail", "reference")
    text = row.lines(*names, "email", "website", "profile_source")
    yield Part(row["name"], (where, row["sector"]), text, url)


def figures(row: Row) -> Iterator[Part]:
    url = reverse("programme:cluster_detail", args=[row.programme, row["slug"]])
    number = f"{float(row['value']):,.2f}".rstrip("0").rstrip(".")
    words = " ".join(filter(None, [row["qualifier"], number, row["unit"]]))
    text = f"{row['label']}: {words}. {row['source']}"
    yield Part(row["label"], (row["cluster"], _("Figures")), text, f"{url}#figures")


def offers(row: Row) -> Iterator[Part]:
    url = reverse("programme:cluster_detail", args=[row.programme, row["slug"]])
    topic = str(PartneringTopic(row["topic"]).label)
    title = f"{OfferKind(row['kind']).label}: {topic}"
    yield Part(title, (row["cluster"],), row["words"], f"{url}#partners")


def dates(row: Row) -> Iterator[Part]:
    url = f"{reverse('programme:workplan', args=[row.programme])}#item-{row.pk}"
    yield Part(
        row["title"],
        (_("Workplan"), day_words(row["due_on"]), row["city"]),
        row.lines("note", "evidence", "extension_reason"),
        url,
    )
    if row["evidence_name"]:
        yield Part(row["evidence_name"], (_("Workplan"), row["title"]), "", url, "file")


def links(row: Row) -> Iterator[Part]:
    url = reverse("programme:link_detail", args=[row.programme, row.pk])
    names = {"first": row["first"], "second": row["second"]}
    title = _("%(first)s and %(second)s") % names
    text = row.lines("about", "agreement", "closed_reason")
    yield Part(title, (row["sector"],), text, url)


def link_entries(row: Row) -> Iterator[Part]:
    url = reverse("programme:link_detail", args=[row.programme, row["link"]])
    if row["text"]:
        names = _("%(first)s and %(second)s") % {"first": row["first"], "second": row["second"]}
        yield Part(_("Note on a link"), (names, day_words(row["at"])), row["text"], f"{url}#log")


def events(row: Row) -> Iterator[Part]:
    page = reverse("programme:event_list", args=[row.programme])
    days = urlencode({"from": row["starts_on"], "to": row["ends_on"]})
    place = ", ".join(filter(None, [row["place"], country(row)]))
    text = row.lines("actor", "organiser", "note", "website")
    where = (_("Events"), day_words(row["starts_on"]), place)
    yield Part(row["title"], where, text, f"{page}?{days}#event-{row.pk}")


def field_entries(row: Row) -> Iterator[Part]:
    page = reverse("programme:field", args=[row.programme])
    kind = str(FieldEntryKind(row["kind"]).label)
    title = row["name"] or country(row)
    where = (_("The field"), kind, country(row) if row["name"] else "")
    yield Part(title, where, row.lines("note", "website", "source"), f"{page}#entry-{row.pk}")


def facts(row: Row) -> Iterator[Part]:
    page = reverse("programme:policy_facts", args=[row.programme])
    text = row.lines("statement", "note", "source", "website")
    title = row["figure"] or row["statement"]
    yield Part(title, (_("Facts for policymakers"),), text, f"{page}#fact-{row.pk}")


def mails(row: Row) -> Iterator[Part]:
    url = reverse("programme:mail", args=[row.programme, row.pk])
    whom = ", ".join(filter(None, [row["name"], row["address"]]))
    where = (_("to %(whom)s") % {"whom": whom}, day_words(row["created_at"]))
    # Addresses in mails open doors; nobody looks for them.
    yield Part(row["subject"], where, ADDRESS.sub("", row["body"]), url)


def for_staff(rows: Any, user: User) -> Any:
    """What only those who run the programme read: mails, and people by their e-mail."""
    return rows.visible_to(user).in_programmes_of(user, roles=STAFF_ROLES)


def for_others(rows: Any, user: User) -> Any:
    """The same people for all others, who do not find them by an address."""
    run = {held.programme for held in user.holdings if held.role in STAFF_ROLES}
    return rows.visible_to(user).exclude(programme__in=run)


def no_members_now(rows: Any) -> Any:
    now = Membership.objects.filter(user=OuterRef("user"), programme=OuterRef("programme"))
    return not_erased(rows).filter(~Exists(now))


def not_erased(rows: Any) -> Any:
    return rows.filter(user__erased_at=None)


OF_CLUSTER = {"slug": "cluster__slug", "cluster": "cluster__name"}
CITY_NAMES = own("slug", "name", "region", "country", "website", "policy_profile")
CLUSTER_NAMES = own(
    *("slug", "name", "place", "country", "summary", "themes", "manager", "founded_note"),
    *("legal_form_detail", "reference", "email", "website", "profile_source"),
)
PERSON_NAMES = {
    "user_id": "user_id",
    "name": "user__name",
    "role": "role",
    "city": "city__name",
    "partner": "partner__short_name",
}
EVENT_NAMES = own(
    "title", "organiser", "starts_on", "ends_on", "place", "country", "note", "website"
)
FIGURE_NAMES = own("label", "qualifier", "value", "unit", "source")
ENTRY_NAMES = {"link": "link_id", "at": "at", "text": "text"}
SOURCES = (
    Source(
        "city",
        CITY,
        City,
        CITY_NAMES | own("proposed_case", "preliminary_issue"),
        cities,
    ),
    Source(
        "person",
        PERSON,
        Membership,
        PERSON_NAMES | {"email": "user__email"},
        people,
        rows=not_erased,
        visible=for_staff,
    ),
    Source(
        "person-by-name",
        PERSON,
        Membership,
        PERSON_NAMES,
        people,
        rows=not_erased,
        visible=for_others,
    ),
    Source(
        "former-person",
        PERSON,
        FormerMembership,
        PERSON_NAMES,
        former_people,
        rows=no_members_now,
        recent="ended_at",
    ),
    Source(
        "partner",
        PERSON,
        Partner,
        own("name", "short_name", "description", "country", "website"),
        partners,
    ),
    Source("sector", CLUSTER, Sector, own("name"), sectors),
    Source(
        "cluster",
        CLUSTER,
        Cluster,
        CLUSTER_NAMES | {"city": "city__name", "sector": "sector__name"},
        clusters,
    ),
    Source("cluster-figure", CLUSTER, Figure, FIGURE_NAMES | OF_CLUSTER, figures),
    Source(
        "cluster-offer",
        CLUSTER,
        ClusterOffer,
        own("kind", "topic", "words") | OF_CLUSTER,
        offers,
    ),
    Source(
        "date",
        DATE,
        WorkplanItem,
        own("title", "due_on", "note", "evidence", "evidence_name", "extension_reason")
        | {"city": "city__name"},
        dates,
        recent="due_on",
    ),
    Source(
        "link",
        LINK,
        ClusterLink,
        own("about", "agreement", "closed_reason")
        | {"first": "first__name", "second": "second__name", "sector": "sector__name"},
        links,
        recent="changed_at",
    ),
    Source(
        "link-entry",
        LINK,
        ClusterLinkEntry,
        ENTRY_NAMES | {"first": "link__first__name", "second": "link__second__name"},
        link_entries,
        recent="at",
    ),
    Source(
        "event",
        FIELD,
        ExternalEvent,
        EVENT_NAMES | {"actor": "actor__name"},
        events,
        recent="starts_on",
    ),
    Source(
        "field",
        FIELD,
        FieldEntry,
        own("kind", "name", "country", "note", "website", "source"),
        field_entries,
    ),
    Source(
        "fact",
        FIELD,
        PolicyFact,
        own("figure", "statement", "note", "source", "website"),
        facts,
    ),
    Source(
        "mail",
        MAIL,
        Mail,
        own("subject", "body", "name", "address", "created_at"),
        mails,
        visible=for_staff,
    ),
)
# Models of which nothing is found, with the reason.
LEFT_OUT = {
    "programme.Activity": "What happened has a search of its own.",
    "programme.ActivityCity": "Which further cities read an entry of the log.",
    "programme.ClusterImport": "The rows of a file while it is brought in.",
    "programme.Consent": "Wordings that a person agreed to; they stand with the account.",
    "programme.CountbackRule": "Rules of the settings; what follows from them are dates.",
    "programme.DataRequest": "What was asked about own data, for the person alone.",
    "programme.EmailChange": "An address that is not proven yet.",
    "programme.EventCalendar": "Where events are read from; the events are found.",
    "programme.Group": "A number and a name beside each city.",
    "programme.Invitation": "Addresses of people who are not there yet; see People.",
    "programme.LegalHold": "Why the data of somebody are kept, for the coordinator.",
    "programme.Leftover": "Places to look at after an erasure: a list of work.",
    "programme.LogOpening": "Why the log was opened for a moment.",
    "programme.MailTemplate": "Words of the settings; what is written by them are mails.",
    "programme.Objective": "Words of the settings; the final report has them.",
    "programme.PeopleImport": "The rows of a file while it is brought in.",
    "programme.Presence": "Who writes where at this moment.",
    "programme.Programme": "The page itself: it is on top of every other.",
    "programme.SearchEntry": "The index.",
    "programme.User": "Found by the role in this programme.",
}


def register_sources() -> None:
    register(*SOURCES)
    leave_out(LEFT_OUT)
