"""The discussion of a case: its phases, what people put on the board, and how they vote."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Avg, Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import SHARED_STATUSES, Case
from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser

# Marks of a vote, from low to high.
LOWEST_MARK, HIGHEST_MARK = 1, 5


class DiscussionPhase(models.TextChoices):
    """The phases of the case method, in their order."""

    FACTS = "facts", _("Facts")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    OPTIONS = "options", _("Options")
    SOLUTION = "solution", _("Solution")
    CLOSE = "close", _("Close")


# How long each takes unless the leader says otherwise, in minutes: an afternoon's 105.
USUAL_MINUTES: dict[str, int] = {
    DiscussionPhase.FACTS: 15,
    DiscussionPhase.DIAGNOSIS: 25,
    DiscussionPhase.OPTIONS: 30,
    DiscussionPhase.SOLUTION: 25,
    DiscussionPhase.CLOSE: 10,
}


class DiscussionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "case__programme"
    city_path = "case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Every member, once the case is distributed; what is only drafted is not discussed."""
        cases = Case.objects.visible_to(user).filter(status__in=SHARED_STATUSES)
        return self.filter(case__in=cases)

    def editable_by(self, user: "AnyUser") -> Self:
        """Those who run the programme lead the discussion."""
        return self.in_programmes_of(user, roles=STAFF_ROLES)


class Discussion(models.Model):
    """The room in which a case is discussed. Open: members add to its board. Then it is read."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="discussion")
    phase = models.CharField(
        _("phase"), max_length=20, choices=DiscussionPhase, default=DiscussionPhase.FACTS
    )
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # While options are voted on.
    is_voting = models.BooleanField(default=False, editable=False)
    # Results are shown to all once the leader says so; before, nobody follows the others.
    shows_votes = models.BooleanField(default=False, editable=False)
    # The number of the last change. Every change of the room takes the next one while it holds
    # this row, so who knows a number asks only for what came later, and misses nothing.
    last_change = models.PositiveBigIntegerField(default=0, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "pk"]
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__in=DiscussionPhase.values),
                name="discussion_phase_known",
                violation_error_message=_("This phase does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(is_voting=False),
                name="discussion_closed_has_no_vote",
                violation_error_message=_("Nobody votes once the discussion is closed."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Discussion of %(case)s") % {"case": self.case}

    def get_absolute_url(self) -> str:
        return reverse("cases:discussion", args=[self.case.programme.slug, self.case.city.slug])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class InDiscussionQuerySet(ProgrammeScopedQuerySet):
    """What belongs to a room: who sees the room sees it, who leads the room changes it."""

    programme_path = "discussion__case__programme"
    city_path = "discussion__case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(discussion__in=Discussion.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=STAFF_ROLES)


class PhaseTime(models.Model):
    """How long a phase is to take, and when it was begun and ended."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="phase_times")
    phase = models.CharField(max_length=20, choices=DiscussionPhase, editable=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["discussion", "pk"]
        verbose_name = _("time of a phase")
        verbose_name_plural = _("times of phases")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "phase"],
                name="phase_time_once",
                violation_error_message=_("This phase already has its time."),
            ),
            models.CheckConstraint(
                condition=Q(phase__in=DiscussionPhase.values),
                name="phase_time_of_known_phase",
                violation_error_message=_("This phase does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480),
                name="phase_time_in_minutes",
                violation_error_message=_("A phase takes from 1 to 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False),
                name="phase_time_ended_was_begun",
                violation_error_message=_("A phase that ended was begun."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_phase_display())


class BoardGroup(models.Model):
    """Points of one phase that the leader has put together under a title."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="groups")
    phase = models.CharField(max_length=20, choices=DiscussionPhase, editable=False)
    title = models.CharField(_("title"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    # Taken apart again; the row stays, so that every browser hears of it.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    change = models.PositiveBigIntegerField(editable=False)

    objects = InDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["discussion", "position", "pk"]
        verbose_name = _("group of points")
        verbose_name_plural = _("groups of points")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__in=DiscussionPhase.values),
                name="board_group_phase_known",
                violation_error_message=_("This phase does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="board_group_has_title",
                violation_error_message=_("Give the group a title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BoardNoteQuerySet(InDiscussionQuerySet):
    def on_board(self) -> Self:
        """Those that were not put away, in their order within a group."""
        return self.filter(put_away_at=None).order_by("position", "number")

    def with_votes(self) -> Self:
        """With ``voters``, and the means ``impact`` and ``feasibility`` of their marks.

        Whether anybody may read them says ``Discussion.shows_votes``.
        """
        return self.annotate(
            voters=Count("votes"),
            impact=Avg("votes__impact"),
            feasibility=Avg("votes__feasibility"),
        )


class BoardNote(models.Model):
    """A point on the board."""

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="board_notes")
    phase = models.CharField(_("phase"), max_length=20, choices=DiscussionPhase)
    group = models.ForeignKey(
        BoardGroup, models.SET_NULL, null=True, blank=True, related_name="board_notes"
    )
    text = models.CharField(_("point"), max_length=600)
    # In which order the points came: 1, 2, 3…; never given again.
    number = models.PositiveIntegerField(editable=False)
    # Given by the browser: a point that is sent twice is one point.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # Where it stands among the points of its phase or group; the leader may move it.
    position = models.PositiveIntegerField(default=0, editable=False)
    author = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # Off the board, kept below it; can be brought back.
    put_away_at = models.DateTimeField(null=True, blank=True, editable=False)
    change = models.PositiveBigIntegerField(editable=False)

    objects = BoardNoteQuerySet.as_manager()

    class Meta:
        ordering = ["discussion", "position", "number"]
        verbose_name = _("point on the board")
        verbose_name_plural = _("points on the board")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "key"],
                name="board_note_once",
                violation_error_message=_("This point is on the board already."),
            ),
            models.UniqueConstraint(
                fields=["discussion", "number"],
                name="board_note_number_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=Q(phase__in=DiscussionPhase.values),
                name="board_note_phase_known",
                violation_error_message=_("This phase does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="board_note_has_text",
                violation_error_message=_("Write the point first."),
            ),
        ]
        indexes = [models.Index(fields=["discussion", "change"])]

    def __str__(self) -> str:
        return self.text[:80]


class OptionVoteQuerySet(ProgrammeScopedQuerySet):
    programme_path = "note__discussion__case__programme"
    city_path = "note__discussion__case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """One's own, and to nobody else: sums are shown, not who gave what."""
        return self.in_programmes_of(user).filter(voter=user.pk) if user.is_active else self.none()

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class OptionVote(models.Model):
    """What one person thinks of an option: how much it would do, and how easily it is done."""

    note = models.ForeignKey(BoardNote, models.CASCADE, related_name="votes")
    voter = models.ForeignKey("programme.User", models.CASCADE, related_name="+")
    impact = models.PositiveSmallIntegerField(_("impact"))
    feasibility = models.PositiveSmallIntegerField(_("feasibility"))
    voted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OptionVoteQuerySet.as_manager()

    class Meta:
        ordering = ["note", "pk"]
        verbose_name = _("vote on an option")
        verbose_name_plural = _("votes on options")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "voter"],
                name="option_vote_once",
                violation_error_message=_("You have voted on this option already."),
            ),
            models.CheckConstraint(
                condition=Q(impact__gte=LOWEST_MARK, impact__lte=HIGHEST_MARK)
                & Q(feasibility__gte=LOWEST_MARK, feasibility__lte=HIGHEST_MARK),
                name="option_vote_from_1_to_5",
                violation_error_message=_("A mark is a number from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note}: {self.impact}, {self.feasibility}"
