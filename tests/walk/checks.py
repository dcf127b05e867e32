"""Rows that a person must not change: what they hold before and after."""

from functools import cache

from django.apps import apps
from django.core import mail
from django.db.models import Q

from programme.models import City, Mail, Membership, Programme, User
from tests.walk.markers import paths_to, rows_of

OURS = ("programme", "workshops", "cases", "reports")
# What nobody changes for a city but its own editors and those who run the programme.
OF_CITIES = (
    *("cases.Answer", "cases.ObjectiveTarget", "cases.StrategicIssue", "cases.Attachment"),
    *("cases.Case", "cases.CaseVersion", "cases.SectionLock", "cases.Edition"),
    *("programme.City", "programme.Cluster", "programme.ClusterOffer", "programme.Figure"),
    *("programme.MapCell", "programme.WorkplanItem", "reports.CheckedParagraph"),
    *("reports.CityReport", "reports.FactCheck", "reports.Lesson", "reports.TakeUp"),
    *("workshops.AgendaItem", "workshops.AgendaRelease", "workshops.ItemNotes"),
    *("workshops.MeetingSlot", "workshops.MeetingTable", "workshops.NetworkingSession"),
    *("workshops.PracticalNote", "workshops.Workshop", "workshops.WorkshopFile"),
)
# What only those change who run the programme.
OF_PROGRAMME = (
    *("programme.CountbackRule", "programme.EventCalendar", "programme.Group"),
    *("programme.MailTemplate", "programme.Objective", "programme.Partner"),
    *("programme.PolicyFact", "programme.Programme", "programme.RetentionRule"),
    *("programme.LegalHold", "programme.Leftover"),
    *("programme.Sector", "reports.FinalReport", "reports.ReportComment"),
    *("reports.ReportSection", "workshops.SurveyQuestion", "workshops.TypicalItem"),
)


def our_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def held(rows, without=()):
    """What each row holds, by model and key."""
    columns = [
        column.attname for column in rows.model._meta.concrete_fields if column.name not in without
    ]
    label = rows.model._meta.label
    return {(label, row["pk"]): row for row in rows.values("pk", *columns)}


def differences(before, after):
    """In words, which columns of which rows are no longer what they were."""
    for key, row in before.items():
        now = after.get(key)
        if now is None:
            yield f"{key} is gone"
        elif now != row:
            changed = {name: (row[name], now[name]) for name in row if now[name] != row[name]}
            yield f"{key}: {changed}"


def held_by(programme, models, city=None):
    """What a programme holds in these models, but for those rows of one city."""
    found = {}
    for model in models:
        rows = rows_of(model, programme)
        if city and model._meta.label in OF_CITIES:
            path = "pk" if model is City else paths_to(model, City)[0]
            rows = rows.exclude(**{path: city.pk})
        found |= held(rows)
    return found


def guarded(role, here, elsewhere):
    """All that this person must leave as it is."""
    if role == "both":
        return {}
    by_label = {model._meta.label: model for model in our_models()}
    protected = [by_label[label] for label in (*OF_CITIES, *OF_PROGRAMME)]
    person = here.people.get(role)
    home = person and person.memberships.filter(programme=here.programme).first()
    found = {}
    if role == "proven":
        # Accounts, coordinators and comments are changed in the admin.
        return held_by(here.programme, protected) | held_by(elsewhere.programme, protected)
    if role not in ("away", "outsider"):
        found |= held_by(elsewhere.programme, our_models())
        found |= accounts_of(elsewhere.programme, person)
    if role not in ("coordinator", "expert"):
        city = home.city if role in ("editor", "stranger") else None
        found |= held_by(here.programme, protected, city)
        found |= accounts_of(here.programme, person, city)
    # Whoever holds the link of an invitation takes the account up, by another name too.
    for world in (here, elsewhere):
        found.pop((User._meta.label, world.newcomer.user_id), None)
    return found


def tied_rows():
    """In words, which rows belong to two programmes at once, by the rows that they point to."""
    for model in our_models():
        ways = _ways_to_programme(model)
        if len(ways) < 2:
            continue
        for pk, *found in model._base_manager.order_by("pk").values_list("pk", *ways):
            if len(set(found) - {None}) > 1:
                yield f"{model._meta.label} {pk}: {dict(zip(ways, found, strict=True))}"


@cache
def _ways_to_programme(model):
    found = []
    for column in model._meta.concrete_fields:
        related = column.related_model
        if not column.is_relation or related is User:
            continue
        if related is Programme:
            found.append(column.attname)
        elif paths := paths_to(related, Programme):
            found.append(f"{column.name}__{min(paths, key=len)}")
    return found


def misdirected(markers, roles_of, since):
    """In words, which mails written since then say what their reader must not see.

    ``roles_of`` says by an address which role the person has; of whom it does not know nothing
    is asked.
    """
    rows = Mail.objects.filter(pk__gt=since).order_by("pk")
    written = [(row.address, f"{row.subject}\n{row.body}\n{row.calendar}") for row in rows]
    written += [(one.to[0], f"{one.subject}\n{one.body}") for one in mail.outbox if one.to]
    for address, words in written:
        role = roles_of.get(address.lower())
        for marker in markers if role else ():
            if marker.word in words and marker.hidden_from(role):
                yield f"{marker.word} in a mail to {role}: {words[:300]!r}"


def accounts_of(programme, but_for, city=None):
    """How the people of a programme log in, and what they are.

    An editor invites people of the own city, and withdraws the invitation before they came.
    """
    people = User.objects.filter(memberships__programme=programme).order_by("pk").distinct()
    roles = Membership.objects.filter(programme=programme).order_by("pk")
    if but_for:
        people, roles = people.exclude(pk=but_for.pk), roles.exclude(user=but_for)
    if city:
        expected = Q(invitations__city=city, invitations__accepted_at__isnull=True)
        people = people.exclude(pk__in=User.objects.filter(expected))
        roles = roles.exclude(city=city)
    return held(people, without=("last_login",)) | held(roles)
