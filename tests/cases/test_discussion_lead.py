"""The discussion room as its leader meets it: order on the board, and the vote."""

import pytest

from cases.discussion.votes import FIELD
from cases.models import BoardNote, OptionVote
from cases.services import discussion as services
from tests.cases.rooms import look, point, post
from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# What the leader does


def test_the_leader_orders_moves_puts_away_and_brings_back(room, expert):
    for text in "abc":
        point(room, text=text)

    services.move_point(room, number=3, is_up=True)
    services.move_point(room, number=3, is_up=True)
    services.move_point(room, number=3, is_up=True)
    services.put_away(room, numbers=[2], by=expert)
    services.move_to_phase(room, phase="options", numbers=[1])
    services.bring_back(room, numbers=[2], by=expert)

    notes = BoardNote.objects.order_by("position").values_list("text", "phase", "put_away_at")
    assert list(notes) == [("c", "facts", None), ("a", "options", None), ("b", "facts", None)]


def test_groups_are_renamed_ordered_and_filled(client, room, expert):
    for text in "abc":
        point(room, text=text)
    post(client, expert, "points_group", room, title=" First  group ", point=[1, 2])
    post(client, expert, "points_group", room, title="Second", point=[3])
    first, second = room.groups.order_by("pk")

    post(client, expert, "group_move", room, second.pk, up="1")
    post(client, expert, "group_rename", room, first.pk, title="Renamed", before="First group")
    post(client, expert, "points_group", room, group=second.pk, point=[2])

    titles = room.groups.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["Second", "Renamed"]
    assert set(second.board_notes.values_list("text", flat=True)) == {"b", "c"}


@pytest.mark.parametrize("sent", [{}, {"point": ["²", "9" * 30, "77"]}, {"only": "x"}])
def test_without_points_that_are_there_nothing_is_done(client, room, expert, sent):
    point(room)

    response = post(client, expert, "points_put_away", room, **sent)

    assert response.status_code == 410
    assert BoardNote.objects.get().put_away_at is None


def test_nothing_of_another_room_is_reached(client, room, expert):
    elsewhere = DiscussionFactory()
    theirs = point(elsewhere, text="Theirs.")
    group = services.make_group(elsewhere, title="Theirs", numbers=[1])

    answers = {
        post(client, expert, "points_put_away", room, only="1").status_code,
        post(client, expert, "group_rename", room, group.pk, title="Mine").status_code,
        post(client, expert, "point_change", room, 1, text="Mine", before="Theirs.").status_code,
    }

    theirs.refresh_from_db()
    group.refresh_from_db()
    assert answers == {410, 404}
    assert (theirs.text, theirs.put_away_at, group.title) == ("Theirs.", None, "Theirs")
    assert "Theirs" not in look(client, expert, room).text


# The vote


@pytest.fixture
def voting(room, expert):
    point(room, phase="options", text="Small call.")
    point(room, phase="options", text="Broker.")
    point(room, phase="facts", text="No option.")
    return services.open_vote(room, by=expert)


def vote(client, person, room, number=1, impact=4, feasibility=3):
    marks = {"point": number, "impact": impact, "feasibility": feasibility}
    return post(client, person, "vote_cast", room, **marks)


def test_marks_are_given_and_changed_while_the_vote_is_open(client, voting, participant, expert):
    vote(client, participant, voting, impact=2)
    vote(client, participant, voting, impact=5)
    services.end_vote(voting, by=expert)
    late = vote(client, participant, voting, impact=1)

    given = OptionVote.objects.get()
    assert (given.impact, given.feasibility) == (5, 3)
    assert (late.status_code, late.json()["message"]) == (410, "The vote is not open.")


@pytest.mark.parametrize(
    ("number", "impact", "status"),
    [(3, 4, 410), (99, 4, 410), (1, 0, 422), (1, 6, 422), (1, "", 422)],
)
def test_only_options_get_marks_from_one_to_five(
    client, voting, participant, number, impact, status
):
    assert vote(client, participant, voting, number, impact).status_code == status
    assert OptionVote.objects.count() == 0


def test_sums_are_for_all_only_when_the_leader_shows_them(
    client, voting, participant, stranger, expert
):
    vote(client, participant, voting, number=2, impact=5, feasibility=5)
    vote(client, stranger, voting, number=1, impact=1, feasibility=1)
    url = f"{voting.get_absolute_url()}?phase=options"
    client.force_login(participant)
    before = client.get(url).text
    state = look(client, participant, voting).json()["state"]
    client.force_login(expert)
    leads = client.get(url).text

    post(client, expert, "vote_show", voting)
    client.force_login(participant)
    after = client.get(url)

    assert "What the vote says" not in before
    assert "What the vote says" in leads
    assert [r.note.text for r in after.context["page"].votes.results] == ["Broker.", "Small call."]
    assert after.context["page"].votes.results[0].product == 25
    assert look(client, participant, voting).json()["state"] != state


def test_marks_of_others_do_not_show_in_what_a_member_is_told(client, voting, participant, editor):
    before = look(client, editor, voting).json()

    vote(client, participant, voting, impact=5)
    after = look(client, editor, voting).json()

    assert (before["state"], before["html"]) == (after["state"], after["html"])


def test_the_vote_on_every_page_is_on_the_options_that_are_there_now(
    client, voting, participant, expert
):
    def state():
        return look(client, participant, voting).json()["state"]

    states = [state()]
    point(voting, text="No option.")
    states.append(state())
    point(voting, phase="options", text="A third way.")
    states.append(state())
    services.put_away(voting, numbers=[1], by=expert)
    states.append(state())

    # A page asks for its vote again whenever this word is another.
    assert [states.index(state) for state in states] == [0, 0, 2, 3]


def test_a_vote_needs_an_option_and_an_open_room(client, room, expert):
    assert post(client, expert, "vote_open", room).status_code == 410
    point(room, phase="options")
    services.close_discussion(room, by=expert)
    assert post(client, expert, "vote_open", room).status_code == 410


def test_options_with_the_same_marks_stand_beside_each_other_inside_the_picture():
    places = FIELD.places_of([(5, 5)] * 9 + [(1, 1)] * 9 + [(3, 2.4)])

    assert len(set(places)) == 19
    assert all(FIELD.left < x < FIELD.right for x, _y in places)
    assert all(FIELD.top < y < FIELD.bottom for _x, y in places)
