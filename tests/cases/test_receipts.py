"""Who opened and read an edition: said by the reader alone, seen by those who lead."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Edition, Receipt
from programme.models import Role
from tests.factories import (
    CityFactory,
    DistributedCaseFactory,
    DocumentFactory,
    EditionFactory,
    MembershipFactory,
    ReceiptFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(distributed):
    return distributed.editions.get()


@pytest.fixture
def guest(distributed, participant):
    """A participant who is registered for the workshop of the case."""
    RegistrationFactory(workshop=distributed.workshop, user=participant)
    return participant


def say(client, person, case, verb, number=1, **headers):
    client.force_login(person)
    names = [case.programme.slug, case.city.slug, number]
    return client.post(reverse(f"cases:edition_{verb}", args=names), headers=headers)


def open_page(client, person, case):
    client.force_login(person)
    return client.get(case.get_absolute_url())


def test_opening_the_page_is_noted_once(client, distributed, guest):
    open_page(client, guest, distributed)
    first = Receipt.objects.get().opened_at

    open_page(client, guest, distributed)

    assert first is not None
    assert Receipt.objects.get().opened_at == first


def test_opening_is_noted_for_participants_of_the_workshop_alone(client, distributed, participant):
    response = open_page(client, participant, distributed)

    assert not Receipt.objects.exists()
    assert "I have read this case" not in response.text


def test_a_reader_says_that_it_is_read_and_the_first_time_wins(client, distributed, guest):
    say(client, guest, distributed, "read")
    first = Receipt.objects.get().read_at

    response = say(client, guest, distributed, "read")

    assert response.url.endswith("/editions/1/#case-receipt")
    assert first is not None
    assert Receipt.objects.get().read_at == first


def test_a_reader_takes_it_back_and_the_page_does_not_say_it_again_by_itself(
    client, distributed, guest
):
    before = open_page(client, guest, distributed)
    say(client, guest, distributed, "read")

    say(client, guest, distributed, "unread")

    after = open_page(client, guest, distributed)
    assert Receipt.objects.get().read_at is None
    assert Receipt.objects.get().opened_at is not None
    assert "data-reads-itself" in before.text
    assert "data-reads-itself" not in after.text
    assert "I have read this case" in after.text


def test_an_edition_that_is_none_leaves_nothing_in_the_session(client, distributed, guest):
    client.force_login(guest)
    names = [distributed.programme.slug, distributed.city.slug]

    asked = client.post(reverse("cases:edition_unread", args=[*names, int("9" * 300)]))

    assert asked.status_code == 404
    assert "unread" not in " ".join(client.session.keys())


def test_the_page_says_who_sees_it(client, distributed, guest):
    before = open_page(client, guest, distributed)
    say(client, guest, distributed, "read")
    after = open_page(client, guest, distributed)

    for page in (before, after):
        assert "The discussion leader sees that you have read it" in page.text


def test_htmx_gets_the_part_alone(client, distributed, guest):
    response = say(client, guest, distributed, "read", **{"HX-Request": "true"})

    assert response.text.lstrip().startswith('<section id="case-receipt"')
    assert "You have read this case" in response.text


def test_who_does_not_take_part_is_not_asked(client, distributed, participant):
    assert say(client, participant, distributed, "read").status_code == 403
    assert say(client, participant, distributed, "unread").status_code == 403
    assert not Receipt.objects.exists()


def test_nobody_says_it_for_somebody_else(client, distributed, edition, guest):
    other = ReceiptFactory(edition=edition)

    say(client, guest, distributed, "read")

    other.refresh_from_db()
    assert other.read_at is None


def test_an_edition_that_has_been_replaced_is_not_asked_about(client, distributed, edition, guest):
    Edition.objects.create(case=distributed, number=2, content={}, checksum="1" * 64)

    say(client, guest, distributed, "read", number=1)

    assert not Receipt.objects.filter(read_at__isnull=False).exists()


def test_reading_is_only_said_by_post(client, distributed, guest):
    client.force_login(guest)
    names = [distributed.programme.slug, distributed.city.slug, 1]

    for verb in ("read", "unread"):
        assert client.get(reverse(f"cases:edition_{verb}", args=names)).status_code == 405


# Who sees what of the others


@pytest.fixture
def readers(distributed, edition):
    """Fourteen participants: eight have read it, two opened it, one was not reached."""
    now = timezone.now()
    for number in range(14):
        person = UserFactory(name=f"Reader {number}", email=f"reader{number}@example.com")
        MembershipFactory(programme=distributed.programme, user=person)
        RegistrationFactory(workshop=distributed.workshop, user=person)
        ReceiptFactory(
            edition=edition,
            user=person,
            sent_at=None if number == 13 else now,
            send_error="The mail server could not be reached." if number == 13 else "",
            opened_at=now if number < 10 else None,
            read_at=now if number < 8 else None,
        )


@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_those_who_lead_see_how_many_have_read_it_and_who(
    client, distributed, readers, who, request
):
    page = open_page(client, request.getfixturevalue(who), distributed)

    assert "8 of 14 have read it" in page.text
    found = {row.name: row.state for row in page.context["page"].readers.rows}
    assert found["Reader 0"] == "Read"
    assert found["Reader 9"] == "Opened"
    assert found["Reader 12"] == "Sent"
    assert found["Reader 13"] == "Not delivered"
    assert "The mail server could not be reached." in page.text
    # Who needs a word comes first.
    assert page.context["page"].readers.rows[0].name == "Reader 13"


def test_the_host_sees_numbers_and_no_names(client, distributed, readers, editor):
    page = open_page(client, editor, distributed)

    assert "8 of 14 have read it" in page.text
    assert "Reader 0" not in page.text
    assert "reader13@example.com" not in page.text


def test_participants_see_nothing_of_each_other(client, distributed, readers, guest, neighbour):
    for person in (guest, neighbour):
        page = open_page(client, person, distributed)

        assert "have read it</p>" not in page.text
        assert "Reader 0" not in page.text


def test_who_withdrew_from_the_workshop_is_not_counted(client, distributed, readers, expert):
    distributed.workshop.registrations.filter(user__name="Reader 13").delete()

    page = open_page(client, expert, distributed)

    assert "8 of 13 have read it" in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_who_leads_asks_as_much_for_three_readers_as_for_one(
    client, distributed, edition, expert, rows, django_assert_num_queries
):
    for receipt in ReceiptFactory.create_batch(rows, edition=edition):
        RegistrationFactory(workshop=distributed.workshop, user=receipt.user)
    client.force_login(expert)

    # Session, user, seats, case; editions, words of the last, actions; dates, history, comments;
    # own receipt, own registration, receipts.
    with django_assert_num_queries(13):
        page = client.get(distributed.get_absolute_url())

    assert len(page.context["page"].readers.rows) == rows


def test_a_receipt_is_visible_to_who_leads_and_to_its_reader(distributed, edition, expert):
    home = MembershipFactory(programme=distributed.programme, role=Role.PARTICIPANT).user
    own, other = ReceiptFactory(edition=edition, user=home), ReceiptFactory(edition=edition)

    assert set(Receipt.objects.visible_to(expert)) == {own, other}
    assert set(Receipt.objects.visible_to(home)) == {own}


def test_a_download_of_the_pdf_counts_as_opened(client, distributed, edition, guest):
    document = DocumentFactory(case_edition=edition)
    document.file.save("case.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.status, document.pages, document.size = "ready", 1, 8
    document.save()
    client.force_login(guest)

    client.get(reverse("reports:document_download", args=[document.programme.slug, document.pk]))

    assert Receipt.objects.filter(user=guest, opened_at__isnull=False).exists()


def test_the_list_of_cases_says_how_many_have_read_one_to_those_who_lead(
    client, distributed, readers, expert, editor, participant
):
    found = {}
    for person in (expert, editor, participant):
        client.force_login(person)
        page = client.get(reverse("cases:list", args=[distributed.programme.slug]))
        found[person] = "8 of 14 have read it" in page.text

    assert found == {expert: True, editor: False, participant: False}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_counts_the_readers_of_all_cases_at_once(
    client, distributed, programme, expert, rows, django_assert_num_queries
):
    for _row in range(rows):
        EditionFactory(case=DistributedCaseFactory(city=CityFactory(programme=programme)))
    client.force_login(expert)

    # As for a list of drafts, and the readers.
    with django_assert_num_queries(9):
        client.get(reverse("cases:list", args=[programme.slug]))


def test_members_do_not_see_how_far_the_next_edition_is(client, distributed, participant, expert):
    services.reopen_case(distributed, by=expert, reason="More.")
    writes = f"{distributed.city.name} writes"
    client.force_login(participant)
    url = reverse("cases:list", args=[distributed.programme.slug])

    for_members = client.get(url).text
    client.force_login(expert)

    assert writes not in for_members
    assert writes in client.get(url).text
