"""Whoever walks over cases and reports without aim breaks nothing (``tests/random_walk.py``)."""

import pytest

from cases import services
from cases.exchange import waiting
from cases.exchange.incoming import Incoming, Loose, TopicWords
from cases.models import Case, Occasion
from cases.outline import SECTION_BY_KEY, TOPICS
from programme.models import Role
from programme.writing.services import save_text
from tests import factories
from tests.cases.remarks import add_comment
from tests.random_walk import STEPS, World, ours, walk

QUERIES = (
    *("from", "to", "page", "topic", "person", "view", "about", "on", "quote", "group"),
    *("status", "kind", "city", "case", "section", "sort", "measure", "drafts", "until"),
    *("reason", "next", "order", "q", "option", "action", "level"),
)
POSTED = (
    *("text", "base", "way", "mine", "about", "parent", "quote", "place", "section", "next"),
    *("keys", "seen", "pieces", "place-0", "name", "reason", "remark", "until", "late_reason"),
    *("source", "result", "response", "agreed_text", "to"),
    *("focus", "go", "person", "description", "cluster", "workshop", "status", "progress"),
    # Rooms, checks of facts, the library.
    *("phase", "key", "before", "title", "point", "only", "group", "up", "down", "begin", "after"),
    *("impact", "feasibility", "minutes", "seen", "verdict", "mending", "answer", "due_on"),
    *("with_drafts", "editions", "city", "kind", "gap", "part", "shown", "from"),
    *(f"base-{topic}" for topic in list(TOPICS)[:3]),
    *("initial-focus", "figure-new-value", "figure-new-as_of", "figure-new-label"),
    *("figure-99999999999999999999-label", "issue-٣-question", "issue-new-question"),
)


@pytest.fixture
def walked(city, draft, editor, expert, coordinator, participant, stranger, outsider, settings):
    """Cases in every state, with something of everything."""
    programme = city.programme
    for name in ("life_cycle", "depth_and_width"):
        answer = draft.answers.get(topic=name)
        save_text(answer, "Words that are here.", base_version=answer.version, by=editor)
    comment = add_comment(draft, by=expert, text="A word", about="life_cycle")
    services.keep_version(draft, Occasion.NAMED, by=editor, name="Kept")
    factories.FigureFactory(cluster=draft.cluster)
    incoming = Incoming(
        name="case.md",
        topics={"life_cycle": TopicWords(text="From a file.", version=1)},
        loose=[Loose("A piece", "of a text")],
    )
    tokens = {
        person.pk: waiting.keep(incoming, draft, person) for person in (editor, expert, coordinator)
    }
    done = factories.CityFactory(programme=programme, group=city.group)
    factories.MembershipFactory(user=editor, programme=programme, city=done, role=Role.EDITOR)
    workshop = factories.WorkshopFactory(city=done)
    shared = factories.DistributedCaseFactory(city=done, workshop=workshop)
    first = services.freeze_case(shared, by=expert)
    services.freeze_case(shared, by=expert)
    factories.ReceiptFactory(edition=first, user=participant)
    action = factories.ProposedActionFactory(case=shared)
    Case.objects.filter(pk=shared.pk).update(reopened_at=first.frozen_at)
    report = factories.CityReportFactory(workshop=workshop)
    final_report = factories.FinalReportFactory(programme=programme)
    lesson = factories.LessonFactory(city_report=report)
    factories.ReportCommentFactory(city_report=report)
    factories.ReportCommentFactory(city_report=None, final_report=final_report)
    with_city = factories.CityReportFactory(workshop=draft.workshop, status="with_city")
    check = factories.FactCheckFactory(city_report=with_city)
    paragraph = check.paragraphs.create(part="policy", position=1, text="Words.")
    take_up = factories.TakeUpFactory(city=city, source_city=done)
    points = factories.BoardGroupFactory(discussion__case=shared)
    for _point in range(3):
        note = factories.BoardNoteFactory(discussion=points.discussion)
    factories.BoardNoteFactory(discussion=points.discussion, phase="options")
    factories.DocumentFactory(programme=programme, kind="case_draft", case_edition=None, case=draft)
    cities = [city.slug, done.slug]
    words = {
        "programme": [programme.slug],
        "of": [programme.slug],
        "city": cities,
        "slug": [draft.workshop.slug, workshop.slug],
        "section": [*SECTION_BY_KEY],
        "topic": [*TOPICS],
        "part": ["facts", "focus", "figure-1", "issue-1", "target-branding", "policy", "x"],
        "suffix": ["md", "docx", "exe"],
        "token": [*tokens.values(), "f" * 32, "x"],
        "kind": ["case", "case_draft", "case_book", "case_confidential", "agenda", "x"],
        "number": [1, 2, 3, note.number, lesson.number, 0, 10**9, 10**19, int("9" * 300)],
        "version": [1, 2, 0, 10**10, 10**30],
        "months": [6, 12, 7, 10**19],
        "pk": [
            *(comment.pk, action.pk, points.pk, paragraph.pk, take_up.pk),
            *(0, 10**19, int("9" * 300)),
        ],
        "subject_pk": [first.pk, 1, 0, 10**19],
    }

    def words_for(_name, person):
        own = tokens.get(person.pk) if person else None
        return words | {"token": [*words["token"], *[own] * 6]} if own else words

    return World(
        people={
            "visitor": None,
            "participant": participant,
            "stranger": stranger,
            "editor": editor,
            "expert": expert,
            "coordinator": coordinator,
            "outsider": outsider,
        },
        addresses=ours("cases", "reports", without=("reports:document_download",)),
        words=words_for,
        queries=QUERIES,
        posted=POSTED,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", ["visitor", "participant", "stranger", "editor", "expert", "coordinator", "outsider"]
)
def test_nothing_breaks_down(client, walked, who):
    walker = walk(client, walked, who)

    assert walker.trail == []
    if who in ("editor", "expert", "coordinator"):
        # It did not knock at closed doors alone.
        assert walker.counts[200] > STEPS / 8
