"""Unique words in every state of what can be found, and who finds them."""

import hashlib

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from cases.models import Answer, CaseStatus
from programme.models import Role, SearchEntry
from programme.search.looking import Searching
from programme.search.sources import EXCEPTIONS, SOURCES
from programme.search.updating import bring_up_to_date
from reports.models import ReportSection, ReportStatus
from tests import factories

pytestmark = pytest.mark.django_db

STAFF = {"coordinator", "expert"}
HOST = {*STAFF, "editor"}
MEMBERS = {*HOST, "participant", "stranger"}


def canary(place):
    """A word that nobody writes, and that is like no other."""
    return "".join(
        chr(ord("a") + byte % 16) for byte in hashlib.sha256(place.encode()).digest()[:14]
    )


def topics(**texts):
    """The content of an edition, as much of it as the search reads."""
    return {
        "sections": [
            {
                "title": "Setting",
                "topics": [
                    {
                        "key": key,
                        "title": "A topic",
                        "text": text,
                        "not_known_reason": "",
                        "is_confidential": key == "life_cycle",
                    }
                    for key, text in texts.items()
                ],
            }
        ]
    }


def plant_in_the_programme(city, word):
    cluster = factories.ClusterFactory(city=city, summary=word("cluster", MEMBERS))
    factories.ClusterLinkFactory(first=cluster, about=word("link", MEMBERS))
    factories.MailFactory(programme=city.programme, body=word("mail", STAFF))
    factories.WorkplanItemFactory(programme=city.programme, note=word("date", MEMBERS))
    guest = factories.MembershipFactory(programme=city.programme)
    guest.user.name = word("person", MEMBERS)
    guest.user.email = f"{word('address', STAFF)}@example.com"
    guest.user.save()
    factories.FormerMembershipFactory(
        programme=city.programme, user__name=word("former person", MEMBERS)
    )


def home(city):
    """One more city of the editor: each hosts one workshop and writes one case."""
    editor = city.memberships.get(role=Role.EDITOR).user
    another = factories.CityFactory(programme=city.programme, group=city.group)
    factories.MembershipFactory(
        user=editor, programme=city.programme, role=Role.EDITOR, city=another
    )
    return another


def plant_in_workshops(city, word):
    draft = factories.WorkshopFactory(city=home(city))
    item = factories.AgendaItemFactory(workshop=draft, title=word("draft item", HOST))
    factories.ItemNotesFactory(item=item, text=word("notes of a draft", HOST))
    factories.WorkshopFileFactory(workshop=draft, description=word("file too early", HOST))
    open_one = factories.WorkshopFactory(city=home(city))
    shown = factories.AgendaItemFactory(
        workshop=open_one, title=word("released item", MEMBERS), choice="B"
    )
    factories.released(open_one)
    shown.description = word("changed since the release", HOST)
    shown.save(update_fields=["description"])
    factories.ItemNotesFactory(item=shown, text=word("notes", MEMBERS))
    factories.WorkshopFileFactory(
        workshop=open_one, kind="signed_list", description=word("signatures", HOST)
    )
    for place, consent, finders in (
        ("guest", timezone.now(), MEMBERS),
        ("guest without consent", None, HOST),
    ):
        factories.RegistrationFactory(
            workshop=open_one, user=None, name=word(place, finders), list_consent_at=consent
        )
    session = factories.NetworkingSessionFactory(workshop=open_one)
    factories.MeetingFactory(session=session, reason=word("meeting", HOST))


def plant_in_cases(city, word):
    draft = factories.CaseFactory(city=home(city))
    Answer.objects.filter(case=draft, topic="life_cycle").update(text=word("draft", HOST))
    factories.CommentFactory(case=draft, text=word("comment", HOST))
    neighbour = factories.CityFactory(programme=city.programme, group=city.group)
    shared = factories.DistributedCaseFactory(
        city=neighbour, distributed_at=timezone.now(), reopened_at=timezone.now()
    )
    Answer.objects.filter(case=shared, topic="life_cycle").update(text=word("rewritten", STAFF))
    texts = {
        "life_cycle": word("in confidence", HOST),
        "social_capital": word("edition", MEMBERS),
    }
    old = {"social_capital": word("old edition", set())}
    factories.EditionFactory(case=shared, number=1, content=topics(**old))
    edition = factories.EditionFactory(case=shared, number=2, content=topics(**texts))
    factories.ProposedActionFactory(case=shared, text=word("action", MEMBERS))
    discussion = factories.DiscussionFactory(case=shared)
    factories.BoardNoteFactory(discussion=discussion, text=word("point", MEMBERS))
    factories.DocumentFactory(
        **{"case_edition": edition, "kind": "case_confidential", "status": "ready"},
        title=word("confidential document", HOST),
        file="documents/a.pdf",
    )


def plant_in_reports(city, word):
    def report_of(place, **fields):
        workshop = factories.WorkshopFactory(city=home(city))
        report = factories.CityReportFactory(workshop=workshop, **fields)
        ReportSection.objects.filter(city_report=report, key="policy").update(text=word(*place))
        return report

    drafting = report_of(("report draft", STAFF))
    factories.LessonFactory(city_report=drafting, text=word("lesson", STAFF))
    with_city = report_of(("report with the city", HOST), status=ReportStatus.WITH_CITY)
    factories.ReportCommentFactory(city_report=with_city, text=word("remark", HOST))
    factories.ReportCommentFactory(
        city_report=with_city, text=word("internal remark", STAFF), is_internal=True
    )
    published = factories.ReportEditionFactory(
        city_report__workshop__city=home(city),
        content={"parts": [{"key": "policy", "title": "", "text": word("report", MEMBERS)}]},
    )
    ReportSection.objects.filter(city_report=published.city_report, key="policy").update(
        text=word("report rewritten", STAFF)
    )


def test_everybody_finds_what_the_person_may_see_and_nothing_is_counted_or_mended_beyond_it(
    city, coordinator, expert, editor, participant, stranger, outsider
):
    city.group = factories.GroupFactory(programme=city.programme)
    city.save()
    expected = {}

    def word(place, finders):
        expected[place] = finders
        return canary(place)

    for plant in (plant_in_the_programme, plant_in_workshops, plant_in_cases, plant_in_reports):
        plant(city, word)
    factories.ClusterFactory(
        city__programme=outsider.memberships.get().programme,
        summary=word("elsewhere", set()),
    )
    for row in city.programme._meta.model.objects.all():
        bring_up_to_date(row)
    people = {
        "coordinator": coordinator,
        "expert": expert,
        "editor": editor,
        "participant": participant,
        "stranger": stranger,
        "outsider": outsider,
    }

    found = {place: set() for place in expected}
    led = {}
    for role, person in people.items():
        searching = Searching(person, city.programme)
        for place, finders in expected.items():
            exact = searching.look(canary(place))
            if exact.entries and exact.shown(exact.entries):
                found[place].add(role)
            if role in finders:
                continue
            # One letter wrong: nothing leads to a word that the person cannot find.
            mistyped = searching.look(f"{canary(place)[:-1]}z")
            if mistyped.entries or mistyped.mended or mistyped.counts or exact.counts:
                led[role, place] = mistyped.mended

    assert found == expected
    assert led == {}


def test_what_was_erased_or_taken_from_somebody_is_not_shown_by_an_index_that_is_late(
    city, coordinator, participant
):
    shared = factories.ClusterFactory(city=city, summary="Kingfisher and heron")
    factories.ClusterFactory(city=city, summary="Kingfisher and owl").delete()
    workshop = factories.WorkshopFactory(city=city)
    item = factories.AgendaItemFactory(workshop=workshop, title="Kingfisher visit")
    release = factories.released(workshop)
    bring_up_to_date(city.programme)

    shared.summary = "Heron alone"
    shared.save()
    release.withdrawn_at = timezone.now()
    release.save()

    looked = Searching(participant, city.programme).look("kingfisher")
    assert looked.shown(looked.entries) == []
    looked = Searching(coordinator, city.programme).look("kingfisher")
    assert [hit.part.title for hit in looked.shown(looked.entries)] == [item.title]


def test_every_model_with_words_of_people_is_found_or_left_out_for_a_reason():
    with_words = {
        model._meta.label
        for app in ("programme", "workshops", "cases", "reports")
        for model in apps.get_app_config(app).get_models()
        if any(
            isinstance(field, models.TextField | models.CharField | models.JSONField)
            and not field.choices
            and not isinstance(field, models.SlugField | models.EmailField | models.URLField)
            for field in model._meta.concrete_fields
        )
    }
    found = {source.model._meta.label for source in SOURCES.values()}

    assert with_words - found - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) & found == set()
    assert all(EXCEPTIONS.values())


def test_a_row_is_in_no_index_twice(city):
    case = factories.CaseFactory(city=city, status=CaseStatus.DRAFTING)
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Once")

    bring_up_to_date(city.programme)
    assert bring_up_to_date(city.programme) == 0

    entries = SearchEntry.objects.filter(source="case-answer", text__contains="once")
    assert entries.count() == 1
