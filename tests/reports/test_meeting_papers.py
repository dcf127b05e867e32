"""The PDFs of meetings: who may have which, and what is on them and what is not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.contexts import context_of
from reports.documents.shelf import subjects_for
from reports.library.papers import PapersPage
from reports.models import Document
from tests import factories
from workshops.people.guests import papers_for, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FOR_THE_HOST = ("meeting_schedules", "table_schedules", "meeting_desk")


def unpublish(meeting):
    session = meeting.session
    session.mode = "computed"
    session.save()


def guest_of(meeting):
    """The second of the two, without an account."""
    registration = meeting.participants.last().networker.registration
    type(registration).objects.filter(pk=registration.pk).update(user=None)
    registration.refresh_from_db()
    return registration


def test_a_person_has_a_page_with_what_matters_in_the_order_of_time(meeting, workshop):
    printed = context_of("meeting_schedules", workshop)

    assert [each.person.name for each in printed.schedules] == ["Nadia Cuervo", "Per Ek"]
    html = printed.html()
    assert "Winter garden" in html
    assert "With an interpreter: Spanish." in html
    assert "Free" in html
    assert "Ona Alone" not in html


def test_the_desk_knows_who_comes_when_who_has_nobody_and_who_interprets(meeting, workshop):
    desk = context_of("meeting_desk", workshop)

    (check,) = desk.checks
    assert check.people == 2
    assert [person.name for person in desk.idle] == ["Ona Alone"]
    (interpreting,) = desk.interpreting
    assert (interpreting.language, interpreting.tables) == ("Spanish", (meeting.table.number,))


def test_the_own_page_has_the_own_meetings_alone(meeting, workshop):
    slot = workshop.networking_session.slots.last()
    others = factories.NetworkerFactory.create_batch(2, session=meeting.session)
    factories.meeting_of(*others, slot=slot, reason="Of two others")
    nadia, per = (row.networker for row in meeting.participants.order_by("pk"))

    html = context_of("my_meetings", nadia).html()

    assert per.registration.name in html
    assert "Of two others" not in html
    assert "Of two others" in context_of("meeting_schedules", workshop).html()


@pytest.mark.parametrize("kind", [*FOR_THE_HOST, "my_meetings"])
def test_nothing_is_printed_of_a_schedule_that_is_not_published(meeting, workshop, kind):
    unpublish(meeting)
    subject = meeting.participants.first().networker if kind == "my_meetings" else workshop

    html = context_of(kind, subject).html()

    assert "not published yet" in html
    assert meeting.reason not in html
    assert "Per Ek" not in html


def test_who_may_have_the_page_of_a_person_is_who_speaks_for_that_person(
    meeting, coordinator, expert, editor, participant, stranger, outsider
):
    nadia, per = (row.networker for row in meeting.participants.order_by("pk"))
    cast = {"coordinator": coordinator, "expert": expert, "editor": editor, "outsider": outsider}
    cast |= {"participant": participant, "stranger": stranger, "per": per.registration.user}
    cast["nadia"] = nadia.registration.user

    may = {who for who, user in cast.items() if subjects_for("my_meetings", user).contains(nadia)}

    assert may == {"coordinator", "editor", "nadia"}


def test_the_papers_of_the_workshop_offer_them_once_people_may_see_their_times(
    client, meeting, workshop, editor
):
    address = reverse("reports:papers", args=[workshop.programme.slug, workshop.slug])
    client.force_login(editor)

    def offered():
        page: PapersPage = client.get(address).context["page"]
        return {line.kind for line in page.lines} & set(FOR_THE_HOST)

    assert offered() == set(FOR_THE_HOST)
    unpublish(meeting)
    assert offered() == set()
    type(meeting.session).objects.update(published_at=timezone.now())
    assert offered() == set(FOR_THE_HOST)


def test_a_guest_has_the_own_page_by_the_link_and_no_other(client, meeting, workshop):
    guest = guest_of(meeting)
    names = [workshop.programme.slug, token_of(guest)]

    response = client.post(reverse("reports:guest_paper", args=[*names, "my_meetings"]))
    refused = client.post(reverse("reports:guest_paper", args=[*names, "meeting_schedules"]))

    assert (response.status_code, refused.status_code) == (302, 404)
    assert Document.objects.get().networker == guest.networker
    unpublish(meeting)
    assert "my_meetings" not in [paper.kind for paper in papers_for(guest)]


@pytest.mark.parametrize("rows", [1, 3])
def test_more_meetings_take_no_more_queries(meeting, workshop, rows, django_assert_num_queries):
    for _ in range(rows):
        people = factories.NetworkerFactory.create_batch(2, session=meeting.session)
        factories.meeting_of(
            *people,
            slot=factories.MeetingSlotFactory(session=meeting.session),
            table=factories.MeetingTableFactory(session=meeting.session),
        )

    for kind, number in zip(FOR_THE_HOST, (7, 6, 9), strict=True):
        with django_assert_num_queries(number):
            context_of(kind, workshop)
