"""Meetings one to one, or of a few: asked for, answered, placed, held, and what came of them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, ClusterLink, ProgrammeScopedQuerySet, Sector
from programme.models.querysets import cities_edited_by
from workshops.models.networking import (
    MatchMode,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkingSession,
    SessionPartQuerySet,
)

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class MeetingStatus(models.TextChoices):
    """From the question to its answer. What became of an accepted one is its ``happened``."""

    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    # Agreed, and given up before it took place.
    CANCELLED = "cancelled", _("Cancelled")


OPEN_MEETINGS = (MeetingStatus.REQUESTED, MeetingStatus.ACCEPTED)


class Happened(models.TextChoices):
    """What became of an accepted meeting."""

    HELD = "held", _("Took place")
    NO_SHOW = "no_show", _("Somebody did not come")
    MOVED = "moved", _("Moved to another time")


class MeetingQuerySet(ProgrammeScopedQuerySet):
    programme_path = "session__workshop__programme"
    city_path = "session__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Who takes part in it; who arranges the session; a city’s editors their people’s."""
        members = self.in_programmes_of(user)
        of_person = MeetingParticipant.objects.filter(networker__registration__user=user.pk)
        of_city = MeetingParticipant.objects.filter(
            networker__registration__city__in=cities_edited_by(user)
        )
        return self.any_of(
            self.editable_by(user),
            members.filter(pk__in=of_person.values("meeting")),
            members.filter(pk__in=of_city.values("meeting")),
        )

    def editable_by(self, user: "AnyUser") -> Self:
        """Those who arrange it. What a person may answer is said by the participant’s row."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def open(self) -> Self:
        """Asked for or accepted: what may still take place."""
        return self.filter(status__in=OPEN_MEETINGS)

    def accepted(self) -> Self:
        return self.filter(status=MeetingStatus.ACCEPTED)

    def with_time_shown(self) -> Self:
        """Those with a time that their people may see, as ``NetworkingSession.shows_times``."""
        shown = Q(session__mode=MatchMode.PICK) | Q(session__published_at__isnull=False)
        return self.filter(shown, session__opened_at__isnull=False, slot__isnull=False)


class Meeting(models.Model):
    """Two or more people who want to meet; once accepted it gets a slot and a table."""

    session = models.ForeignKey(NetworkingSession, models.CASCADE, related_name="meetings")
    reason = models.CharField(_("what you want to talk about"), max_length=300)
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=MeetingStatus, default=MeetingStatus.REQUESTED
    )
    # The keys of its people in order, "12-34": the same people ask each other once.
    people_key = models.CharField(max_length=200, editable=False)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    answer_by = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Why it was declined, withdrawn or cancelled.
    ended_reason = models.CharField(_("why"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    slot = models.ForeignKey(
        MeetingSlot,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("time"),
    )
    table = models.ForeignKey(
        MeetingTable,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("table"),
    )
    # What somebody suggested who asked or answered; nothing is kept free for it.
    proposed_slot = models.ForeignKey(
        MeetingSlot,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suggested time"),
    )
    # The organiser put it there: the computed schedule leaves it.
    is_pinned = models.BooleanField(_("stays where it is"), default=False)
    # Why an accepted meeting has no slot, in words.
    unplaced_reason = models.CharField(max_length=300, blank=True, editable=False)
    # Rises when time or place change: calendars know the newer one (SEQUENCE of RFC 5545).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    happened = models.CharField(_("what became of it"), max_length=10, choices=Happened, blank=True)
    link = models.ForeignKey(
        ClusterLink,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="meetings",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["session", "slot__day", "slot__starts_at", "table__number", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MeetingStatus.values),
                name="meeting_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(happened__in=["", *Happened.values]),
                name="meeting_happened_known",
                violation_error_message=_("This outcome does not exist."),
            ),
            models.UniqueConstraint(
                fields=["session", "people_key"],
                condition=Q(status__in=OPEN_MEETINGS),
                name="meeting_once_per_people",
                violation_error_message=_("These people have asked each other already."),
            ),
            models.UniqueConstraint(
                fields=["slot", "table"],
                condition=Q(slot__isnull=False, table__isnull=False),
                name="meeting_one_per_table",
                violation_error_message=_("This table is taken at this time."),
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | Q(status=MeetingStatus.ACCEPTED),
                name="meeting_with_slot_is_accepted",
                violation_error_message=_("Only an accepted meeting has a time."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class MeetingAnswer(models.TextChoices):
    ASKED = "asked", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class MeetingParticipantQuerySet(ProgrammeScopedQuerySet):
    programme_path = "meeting__session__workshop__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Whoever may speak for the person."""
        return self.filter(networker__in=Networker.objects.editable_by(user))


class MeetingParticipant(models.Model):
    """One of the people of a meeting, with that person’s answer."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    networker = models.ForeignKey(Networker, models.CASCADE, related_name="meetings")
    is_requester = models.BooleanField(default=False, editable=False)
    answer = models.CharField(
        _("answer"), max_length=10, choices=MeetingAnswer, default=MeetingAnswer.ASKED
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The slot of the meeting, for whoever takes part: so nobody can be in two at once.
    slot = models.ForeignKey(
        MeetingSlot, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # Ticked at the desk; empty while nobody has said.
    came = models.BooleanField(_("was there"), null=True, blank=True)

    objects = MeetingParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "-is_requester", "pk"]
        verbose_name = _("person of a meeting")
        verbose_name_plural = _("people of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "networker"],
                name="meeting_participant_once",
                violation_error_message=_("This person is in the meeting already."),
            ),
            models.UniqueConstraint(
                fields=["networker", "slot"],
                condition=Q(slot__isnull=False),
                name="meeting_participant_once_at_a_time",
                violation_error_message=_("This person has another meeting at this time."),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=MeetingAnswer.values),
                name="meeting_participant_answer_known",
                violation_error_message=_("This answer does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.networker)


class OutcomeStage(models.TextChoices):
    """When a person was asked what came of a meeting."""

    EVENING = "evening", _("The same evening")
    SIX_MONTHS = "six_months", _("After six months")


class OutcomeStep(models.TextChoices):
    """How far it went, in five steps."""

    NO_CONTACT = "no_contact", _("No contact")
    KNOWLEDGE = "knowledge", _("No contact, but knowledge gained")
    VALUABLE = "valuable", _("Valuable for the future")
    NEGOTIATION = "negotiation", _("In negotiation")
    AGREEMENT = "agreement", _("Agreement")


class MeetingOutcomeQuerySet(ProgrammeScopedQuerySet):
    programme_path = "participant__meeting__session__workshop__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff see all; others what was said for those whom they may speak for."""
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES),
            self.in_programmes_of(user).filter(
                participant__networker__in=Networker.objects.editable_by(user)
            ),
        )

    def editable_by(self, user: "AnyUser") -> Self:
        return self.filter(participant__networker__in=Networker.objects.editable_by(user))


class MeetingOutcome(models.Model):
    """What one of its people says of a meeting: the same evening, and half a year later."""

    participant = models.ForeignKey(MeetingParticipant, models.CASCADE, related_name="outcomes")
    stage = models.CharField(_("when"), max_length=10, choices=OutcomeStage)
    happened = models.CharField(_("did you meet?"), max_length=10, choices=Happened)
    # Empty where there was no meeting to speak of.
    step = models.CharField(_("what came of it"), max_length=12, choices=OutcomeStep, blank=True)
    note = models.CharField(_("in a few words"), max_length=1000, blank=True)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = MeetingOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "stage"]
        verbose_name = _("outcome of a meeting")
        verbose_name_plural = _("outcomes of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "stage"],
                name="meeting_outcome_once",
                violation_error_message=_("This person has answered already."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OutcomeStage.values),
                name="meeting_outcome_stage_known",
                violation_error_message=_("This stage does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(happened__in=Happened.values),
                name="meeting_outcome_happened_known",
                violation_error_message=_("This outcome does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(step__in=["", *OutcomeStep.values]),
                name="meeting_outcome_step_known",
                violation_error_message=_("This step does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(happened=Happened.HELD) | ~Q(step=""),
                name="meeting_outcome_held_says_step",
                violation_error_message=_("Say what came of the meeting."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_step_display() or self.get_happened_display())


class PlanStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being computed")
    DONE = "done", _("Computed")
    FAILED = "failed", _("Failed")


class MeetingPlanQuerySet(SessionPartQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Those who arrange the session: a plan is no schedule yet."""
        return self.editable_by(user)


class MeetingPlan(models.Model):
    """One computation of a schedule: how far it is, what it found, and whether it was taken."""

    session = models.ForeignKey(NetworkingSession, models.CASCADE, related_name="plans")
    status = models.CharField(
        _("status"), max_length=10, choices=PlanStatus, default=PlanStatus.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    # Which meeting goes where, which has no place and why; keys of rows, and words.
    result = models.JSONField(default=dict, blank=True, editable=False)
    error = models.CharField(max_length=500, blank=True, editable=False)
    requested_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MeetingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-requested_at", "-pk"]
        verbose_name = _("computed schedule")
        verbose_name_plural = _("computed schedules")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values),
                name="meeting_plan_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status=PlanStatus.FAILED) | ~Q(error=""),
                name="meeting_plan_failed_has_error",
                violation_error_message=_("A failed computation must say why."),
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100),
                name="meeting_plan_progress_in_percent",
                violation_error_message=_("Progress is a percentage."),
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(status__in=["waiting", "running"]),
                name="meeting_plan_one_at_a_time",
                violation_error_message=_("A schedule is being computed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.requested_at:%Y-%m-%d %H:%M}"
