"""Rows that a person must not change: what they hold before and after."""

import hashlib

from django.apps import apps

from programme.models import City, Membership, User
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
    *("programme.Sector", "reports.FinalReport", "reports.ReportComment"),
    *("reports.ReportSection", "workshops.SurveyQuestion", "workshops.TypicalItem"),
)


def our_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def hashes(rows, without=()):
    """A checksum for each row, by model and key."""
    columns = [
        column.attname for column in rows.model._meta.concrete_fields if column.name not in without
    ]
    label = rows.model._meta.label
    return {
        (label, row[0]): hashlib.sha256(repr(row).encode(errors="replace")).hexdigest()[:16]
        for row in rows.values_list("pk", *columns)
    }


def held_by(programme, models, city=None):
    """The checksums of a programme's rows of these models, but for those of one city."""
    found = {}
    for model in models:
        rows = rows_of(model, programme)
        if city and model._meta.label in OF_CITIES:
            path = "pk" if model is City else paths_to(model, City)[0]
            rows = rows.exclude(**{path: city.pk})
        found |= hashes(rows)
    return found


def guarded(role, here, elsewhere):
    """All that this person must leave as it is. Operators may change everything."""
    if role in ("operator", "proven"):
        return {}
    by_label = {model._meta.label: model for model in our_models()}
    protected = [by_label[label] for label in (*OF_CITIES, *OF_PROGRAMME)]
    person = here.people.get(role)
    home = person and person.memberships.filter(programme=here.programme).first()
    found = {}
    if role not in ("away", "outsider"):
        found |= held_by(elsewhere.programme, our_models())
        found |= accounts_of(elsewhere.programme, person)
    if role not in ("coordinator", "expert"):
        city = home.city if role in ("editor", "stranger") else None
        found |= held_by(here.programme, protected, city)
        found |= accounts_of(here.programme, person)
    return found


def accounts_of(programme, but_for):
    """How the people of a programme log in, and what they are."""
    people = User.objects.filter(memberships__programme=programme).order_by("pk").distinct()
    roles = Membership.objects.filter(programme=programme).order_by("pk")
    if but_for:
        people, roles = people.exclude(pk=but_for.pk), roles.exclude(user=but_for)
    return hashes(people, without=("last_login",)) | hashes(roles)
