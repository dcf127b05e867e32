"""All distributed cases as one book: which, in which order, for whom, and how it is set."""

import datetime
import re
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from cases.contents import content_of
from cases.models import Case
from reports.contexts import context_of
from reports.documents.orders import request_document
from reports.documents.shelf import Shelved
from reports.models import DocumentKind
from reports.printing import print_pdf
from tests import factories
from tests.reports.conftest import distribute, write_case
from workshops.models import Workshop, monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOOK = DocumentKind.CASE_BOOK


@pytest.fixture
def second(programme):
    """The case of another city; its workshop comes first."""
    case = write_case(factories.CityFactory(programme=programme), issue="And who pays?")
    first_day = datetime.date(2026, 1, 7)
    last_day = first_day + datetime.timedelta(days=2)
    Workshop.objects.filter(pk=case.workshop_id).update(
        starts_on=first_day, ends_on=last_day, week=monday_of(first_day)
    )
    return distribute(Case.objects.get(pk=case.pk))


def cities_of(book):
    return [chapter.city for chapter in book.chapters]


def test_the_cases_stand_in_the_order_of_their_workshops(programme, edition, second):
    book = context_of(BOOK, programme)

    assert cities_of(book) == [second.case.city.name, edition.case.city.name]
    assert [chapter.number for chapter in book.chapters] == [1, 2]


def test_only_distributed_cases_of_the_programme_are_in_it(programme, edition):
    write_case(factories.CityFactory(programme=programme))
    distribute(write_case(factories.CityFactory()))

    assert cities_of(context_of(BOOK, programme)) == [edition.case.city.name]


def test_the_last_edition_counts_and_not_the_draft(programme, edition):
    edition.case.answers.update(text="Of the second edition.")
    content = content_of(Case.objects.get(pk=edition.case_id))
    factories.EditionFactory(case=edition.case, number=2, content=content)
    edition.case.answers.update(text="Written since.")

    html = context_of(BOOK, programme).html()

    assert "Of the second edition." in html
    assert "Written since." not in html


def test_nothing_confidential_is_in_it(programme, case):
    case.answers.filter(topic="intelligence").update(text="Secret of us", is_confidential=True)
    case.objective_targets.filter(objective="intelligence").update(measure="secret measure")
    distribute(case)

    book = context_of(BOOK, programme)

    assert "Secret of us" not in book.html()
    assert "secret measure" not in book.html()
    assert "left out of this book" in book.html()


@pytest.mark.parametrize("cases", [1, 3])
def test_queries_of_the_book_do_not_grow_with_its_cases(
    cases, programme, django_assert_num_queries
):
    for _ in range(cases):
        distribute(write_case(factories.CityFactory(programme=programme)))

    with django_assert_num_queries(3):  # programme, editions, workshops
        book = context_of(BOOK, programme)

    assert len(book.chapters) == cases


def test_no_name_of_a_place_stands_twice(programme, edition, second):
    html = context_of(BOOK, programme).html()
    names = re.findall(r'\sid="([^"]+)"', html)

    assert len(names) == len(set(names))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(names)


def test_the_contents_name_the_page_of_each_case(programme, edition, second):
    book = context_of(BOOK, programme)

    reader = pypdf.PdfReader(BytesIO(print_pdf(book.html()).data))

    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    sections = [entry for entry in reader.outline if isinstance(entry, list)]
    begins = [str(reader.get_destination_page_number(entry) + 1) for entry in chapters]
    assert [entry.title for entry in chapters] == [one.title for one in book.chapters]
    assert [len(entries) for entries in sections] == [6, 6]
    listed = reader.pages[1].extract_text().split()
    assert [word for word in listed if word in begins][:2] == begins
    heads = [reader.pages[int(begin)].extract_text() for begin in begins]
    assert all(one.head in head for one, head in zip(book.chapters, heads, strict=True))


def test_the_button_stands_where_there_is_something_to_print(client, programme, case, participant):
    client.force_login(participant)
    ask = reverse("reports:document_request", args=[programme.slug, "case_book", programme.pk])
    pages = [reverse(name, args=[programme.slug]) for name in ("cases:list", "reports:documents")]
    pages[1] += "?state=all"
    before = [ask in client.get(page).text for page in pages]

    distribute(case)

    assert before == [False, False]
    assert [ask in client.get(page).text for page in pages] == [True, True]


def test_a_book_says_in_the_library_what_it_is(client, programme, edition, participant):
    document = request_document(BOOK, programme, by=participant)
    client.force_login(participant)

    shelved = Shelved(document)

    assert document.title == f"{programme.name}: all cluster cases"
    assert (shelved.edition_words, shelved.city, shelved.edition) == ("", None, None)
    assert shelved.source_url == reverse("cases:list", args=[programme.slug])
    assert document.title in client.get(reverse("reports:documents", args=[programme.slug])).text


def test_a_new_edition_makes_another_book(programme, edition):
    before = context_of(BOOK, programme).content_key()

    factories.EditionFactory(case=edition.case, number=2, content=edition.content | {"title": "X"})

    assert context_of(BOOK, programme).content_key() != before


def test_a_programme_without_a_case_has_an_empty_book(programme):
    assert context_of(BOOK, programme).chapters == ()
