"""The discussion room as its members meet it: who gets in, points, the feed."""

import uuid

import pytest
from django.urls import reverse

from cases.models import BoardNote, CaseStatus, DiscussionPhase
from cases.services import discussion as services
from programme.models import Activity
from tests.cases.rooms import JSON, add, look, point, post, url_of
from tests.factories import (
    BoardGroupFactory,
    BoardNoteFactory,
    ProposedActionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Opening, phases, closing


def test_who_leads_opens_the_room_and_goes_through_it(client, distributed, expert):
    case_url = reverse("cases:discussion", args=[distributed.programme.slug, distributed.city.slug])
    client.force_login(expert)
    assert "Open the discussion room" in client.get(case_url).text

    client.post(f"{case_url}open/")
    client.post(f"{case_url}open/")
    client.post(f"{case_url}phases/begin/", {"begin": "facts"})
    client.post(f"{case_url}phases/begin/", {"begin": "diagnosis"})
    client.post(f"{case_url}close/", {"mark": "1"})

    distributed.refresh_from_db()
    times = {time.phase: time for time in distributed.discussion.phase_times.all()}
    assert times["facts"].ended_at is not None
    assert times["diagnosis"].ended_at is not None
    assert times["options"].began_at is None
    assert (distributed.discussion.is_open, distributed.status) == (False, CaseStatus.DISCUSSED)
    verbs = Activity.objects.about(distributed).filter(verb__startswith="discussion")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "discussion_closed",
        "discussion_opened",
        "discussion_phase_begun",
        "discussion_phase_begun",
    ]


def test_a_phase_that_is_on_goes_on_when_it_is_begun_once_more(room, expert):
    services.begin_phase(room, "facts", by=expert)
    began = room.phase_times.get(phase="facts").began_at

    services.begin_phase(room, "facts", by=expert)

    assert room.phase_times.get(phase="facts").began_at == began


@pytest.mark.parametrize("minutes", ["0", "481", "", "ten", "9" * 400])
def test_minutes_that_are_none_are_refused_in_words(client, room, expert, minutes):
    fields = dict.fromkeys(DiscussionPhase.values, 20) | {"facts": minutes}

    response = post(client, expert, "phase_minutes", room, **fields)

    assert response.status_code == 422
    assert "inutes" in response.json()["message"]
    assert room.phase_times.get(phase="facts").minutes == 15


LED = [
    ("discussion_close", ()),
    ("discussion_reopen", ()),
    ("phase_begin", ()),
    ("phase_minutes", ()),
    ("points_group", ()),
    ("points_take_out", ()),
    ("points_put_away", ()),
    ("points_bring_back", ()),
    ("points_to_phase", ()),
    ("point_move", ()),
    ("group_rename", (1,)),
    ("group_take_apart", (1,)),
    ("group_move", (1,)),
    ("vote_open", ()),
    ("vote_end", ()),
    ("vote_show", ()),
    ("vote_hide", ()),
]


@pytest.mark.parametrize("who", ["participant", "editor"])
def test_only_who_leads_leads(client, room, request, who):
    person = request.getfixturevalue(who)

    answers = {name: post(client, person, name, room, *more).status_code for name, more in LED}

    assert answers == {name: 403 for name, _more in LED}


# Points


def test_a_point_is_one_however_often_it_is_sent(client, room, participant):
    key = uuid.uuid4()

    first = add(client, participant, room, key=key)
    second = add(client, participant, room, key=key)

    note = BoardNote.objects.get()
    assert (first.status_code, second.status_code) == (200, 200)
    assert (note.number, note.author, note.phase) == (1, participant, "facts")
    assert first.json()["counts"] == {"facts": 1}


def test_a_key_of_somebody_else_is_refused(client, room, participant, stranger):
    key = uuid.uuid4()
    add(client, participant, room, key=key)

    response = add(client, stranger, room, text="Mine.", key=key)

    assert response.status_code == 410
    assert BoardNote.objects.get().author == participant


def test_nothing_that_one_person_wrote_is_sent_under_the_name_of_another(
    client, room, participant, stranger
):
    client.force_login(stranger)
    headers = JSON | {"X-Person": str(participant.pk)}
    fields = {"text": "Not hers.", "phase": "facts", "key": uuid.uuid4()}

    response = client.post(url_of("point_create", room), fields, headers=headers)

    assert (response.status_code, response.json()) == (409, {"state": "other-person"})
    assert BoardNote.objects.count() == 0


def test_in_a_closed_room_nothing_is_added_and_what_arrived_is_confirmed(
    client, room, participant, expert
):
    key = uuid.uuid4()
    add(client, participant, room, key=key)
    services.close_discussion(room, by=expert)

    assert add(client, participant, room, key=key).status_code == 200
    late = add(client, participant, room, text="Too late.")
    plain = post(
        client,
        participant,
        "point_create",
        room,
        headers=None,
        text="Late <b>words</b>.",
        phase="facts",
        key=uuid.uuid4(),
    )

    assert late.status_code == 410
    assert late.json()["message"] == "The discussion is closed, so nothing is added any more."
    # Without a script the words stand on the page, to be copied.
    assert plain.status_code == 410
    assert "Late &lt;b&gt;words&lt;/b&gt;." in plain.text
    assert BoardNote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 601, "a\0b"])
def test_a_point_has_words_and_not_too_many(client, room, participant, text):
    response = add(client, participant, room, text=text)

    assert response.status_code == 422
    assert response.json()["message"]
    assert BoardNote.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script> {{ user }}", "שלום עולם", "é" * 600])
def test_words_of_any_kind_stand_on_the_board_as_they_were_written(
    client, room, participant, stranger, text
):
    add(client, participant, room, text=text)

    page = client.get(room.get_absolute_url()).text
    feed = look(client, stranger, room).json()["html"]

    assert BoardNote.objects.get().text == text
    for html in (page, feed):
        assert "<script>alert" not in html
        assert 'class="point-text" dir="auto"' in html


def test_an_author_changes_and_withdraws_what_the_leader_has_not_touched(
    client, room, participant, stranger, expert
):
    add(client, participant, room, text="First words.")
    fields = {"text": "Better words.", "before": "First words."}

    assert post(client, stranger, "point_change", room, 1, **fields).status_code == 403
    assert post(client, participant, "point_change", room, 1, **fields).status_code == 200
    group = services.make_group(room, title="Together", numbers=[1])
    assert post(client, participant, "point_withdraw", room, 1).status_code == 410
    services.take_apart(room, group=group.pk)
    assert post(client, participant, "point_withdraw", room, 1).status_code == 200
    # Pressed twice.
    assert post(client, participant, "point_withdraw", room, 1).status_code == 200

    note = BoardNote.objects.get()
    assert (note.text, note.put_away_at is None) == ("Better words.", False)
    # What is withdrawn is there for the leader alone.
    assert "Better words." not in look(client, participant, room).json()["html"]
    assert "Better words." in look(client, expert, room).json()["html"]


@pytest.mark.parametrize(("name", "field"), [("point_change", "text"), ("group_rename", "title")])
def test_who_changes_older_words_is_told_and_overwrites_nobody(client, room, expert, name, field):
    point(room, text="First words.")
    group = services.make_group(room, title="First words.", numbers=[1])
    number = 1 if name == "point_change" else group.pk

    def change(before, words):
        return post(client, expert, name, room, number, **{"before": before, field: words})

    change("First words.", "Another’s words.")
    refused = change("First words.", "Mine.")
    after = BoardNote.objects.get().text, room.groups.get().title

    assert refused.status_code == 410
    assert refused.json()["now"] == "Another’s words."
    assert set(after) == {"First words.", "Another’s words."}
    # Now that they are read, saving again holds.
    assert change(refused.json()["now"], "Mine.").status_code == 200


def test_who_said_it_is_for_those_who_lead(client, room, participant, stranger, expert):
    participant.name = "Canaryname Person"
    participant.save()
    add(client, participant, room)

    assert "Canaryname" in look(client, expert, room).json()["html"]
    assert "Canaryname" not in look(client, stranger, room).json()["html"]
    client.force_login(stranger)
    assert "Canaryname" not in client.get(room.get_absolute_url()).text
    client.force_login(expert)
    assert "Canaryname" not in client.get(url_of("discussion_projector", room)).text


# The feed


def test_the_feed_tells_what_came_after_a_number_and_costs_little_without_news(
    client, room, participant, django_assert_num_queries
):
    first = point(room)
    second = point(room, text="Second.")

    html = look(client, participant, room, after=first.change).json()["html"]

    assert f'data-point="{second.number}"' in html
    assert f'data-point="{first.number}"' not in html
    with django_assert_num_queries(4):  # session, person, seats, the number
        answer = client.get(
            url_of("discussion_changes", room), {"after": second.change}, headers=JSON
        )
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("after", ["", "nonsense", "-1", "²", "9" * 400, "1e5"])
def test_an_odd_number_is_told_everything(client, room, participant, after):
    point(room)

    assert look(client, participant, room, after=after).json()["change"] == 2


def test_a_group_that_is_taken_apart_leaves_its_points_in_every_browser(client, room, participant):
    point(room)
    group = services.make_group(room, title="Canarygroup", numbers=[1])
    room.refresh_from_db()

    services.take_apart(room, group=group.pk)
    html = look(client, participant, room, after=room.last_change).json()["html"]

    assert f'data-board-group="{group.pk}"' in html
    assert "data-gone" in html
    assert 'data-point="1" data-phase="facts" data-group=""' in html
    # Nor are its words told to whoever asks for everything.
    assert "Canarygroup" not in look(client, participant, room).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_full_the_board_is(
    client, room, coordinator, rows, django_assert_max_num_queries
):
    ProposedActionFactory.create_batch(rows, case=room.case, status="accepted")
    for group in BoardGroupFactory.create_batch(rows, discussion=room):
        BoardNoteFactory.create_batch(rows, discussion=room, group=group)
        BoardNoteFactory.create_batch(rows, discussion=room, phase="options")
    services.open_vote(room, by=coordinator)
    client.force_login(coordinator)

    with django_assert_max_num_queries(15):
        page = client.get(f"{room.get_absolute_url()}?phase=options")
    with django_assert_max_num_queries(10):
        feed = look_again(client, room)

    assert page.text.count('data-point="') == rows * rows
    assert feed.text.count("data-point=") == rows * rows * 2


def look_again(client, room):
    return client.get(url_of("discussion_changes", room), {"after": 0}, headers=JSON)
