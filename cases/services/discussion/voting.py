"""The vote on options: how much each would do, and how easily it is done."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from cases.models import BoardNote, Discussion, DiscussionPhase, OptionVote
from cases.services.discussion.rows import DiscussionError, held_room, next_change
from cases.services.log import log
from programme.models import User


@transaction.atomic
def open_vote(room: Discussion, *, by: User) -> Discussion:
    """Let every member give marks; the sums are hidden until the leader shows them."""
    room = held_room(room, while_open=True)
    if room.is_voting:
        return room
    if not options_of(room).exists():
        raise DiscussionError(gettext("There is no option to vote on yet."))
    room.is_voting, room.shows_votes = True, False
    next_change(room, "is_voting", "shows_votes")
    sentence = gettext("The vote on options was opened in the discussion of the case %(case)s.")
    after = {"options": [str(option) for option in options_of(room)]}
    log(room.case, "discussion_vote_opened", sentence % {"case": room.case}, by=by, after=after)
    return room


@transaction.atomic
def end_vote(room: Discussion, *, by: User) -> Discussion:
    room = held_room(room)
    if room.is_voting:
        room.is_voting = False
        next_change(room, "is_voting")
        sentence = gettext("The vote on options ended in the discussion of the case %(case)s.")
        log(room.case, "discussion_vote_ended", sentence % {"case": room.case}, by=by)
    return room


@transaction.atomic
def show_votes(room: Discussion, *, by: User) -> Discussion:
    """Show everybody what the vote says."""
    room = held_room(room)
    if room.shows_votes:
        return room
    room.shows_votes = True
    next_change(room, "shows_votes")
    sentence = gettext("The vote on options was shown in the discussion of the case %(case)s.")
    log(room.case, "discussion_vote_shown", sentence % {"case": room.case}, by=by)
    return room


@transaction.atomic
def hide_votes(room: Discussion, *, by: User) -> Discussion:
    room = held_room(room)
    if room.shows_votes:
        room.shows_votes = False
        next_change(room, "shows_votes")
        sentence = gettext("The vote on options was hidden in the discussion of the case %(case)s.")
        log(room.case, "discussion_vote_hidden", sentence % {"case": room.case}, by=by)
    return room


@transaction.atomic
def cast_vote(
    room: Discussion, *, by: User, number: int, impact: int, feasibility: int
) -> OptionVote:
    """Give an option one's marks, or change them while the vote is open."""
    room = held_room(room)
    if not room.is_voting:
        raise DiscussionError(gettext("The vote is not open."))
    note = options_of(room).filter(number=number).first()
    if note is None:
        raise DiscussionError(gettext("This option is not on the board any more."))
    marks = {"impact": impact, "feasibility": feasibility}
    given = OptionVote.objects.filter(note=note, voter=by).first()
    if given and (given.impact, given.feasibility) == (impact, feasibility):
        return given
    given, _created = OptionVote.objects.update_or_create(
        note=note, voter=by, defaults={**marks, "voted_at": timezone.now()}
    )
    next_change(room)
    return given


def options_of(room: Discussion) -> QuerySet[BoardNote]:
    """What is voted on: each point of the phase “options” that is on the board, grouped or not."""
    return room.board_notes.filter(phase=DiscussionPhase.OPTIONS, put_away_at=None)
