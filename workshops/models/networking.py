"""Choice B: the session for networking, who takes part in it, and its slots and tables."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import (
    STAFF_ROLES,
    Cluster,
    PartneringEntry,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.querysets import cities_edited_by
from workshops.models.registration import Registration
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class MatchMode(models.TextChoices):
    """How meetings get their time."""

    PICK = "pick", _("People pick a time themselves")
    COMPUTED = "computed", _("The schedule is computed for all")


class NetworkingSessionQuerySet(ProgrammeScopedQuerySet):
    """Every member sees it once it is open; those who write the agenda change it, and see it
    before: coordinator, experts and the host city’s editors."""

    programme_path = "workshop__programme"
    city_path = "workshop__city"
    opened_path = "opened_at"

    def visible_to(self, user: "AnyUser") -> Self:
        opened = {f"{self.opened_path}__isnull": False}
        return self.any_of(self.in_programmes_of(user).filter(**opened), self.editable_by(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class SessionPartQuerySet(NetworkingSessionQuerySet):
    """What belongs to a session is seen and changed as the session is."""

    programme_path = "session__workshop__programme"
    city_path = "session__workshop__city"
    opened_path = "session__opened_at"


class NetworkingSession(models.Model):
    """How the meetings of a workshop are arranged. Its times lie within the item of choice B."""

    workshop = models.OneToOneField(
        Workshop, models.CASCADE, related_name="networking_session", verbose_name=_("workshop")
    )
    mode = models.CharField(
        _("how meetings get their time"), max_length=10, choices=MatchMode, default=MatchMode.PICK
    )
    # From then on people write what they look for, and ask each other.
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    requests_until = models.DateField(_("requests until"), null=True, blank=True)
    days_to_answer = models.PositiveSmallIntegerField(_("days to answer a request"), default=5)
    # Empty: as many as there are slots.
    most_meetings = models.PositiveSmallIntegerField(
        _("meetings for one person, at most"), null=True, blank=True
    )
    # People see the computed schedule from then on; until then it is the organiser’s draft.
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    six_months_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NetworkingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["workshop"]
        verbose_name = _("networking session")
        verbose_name_plural = _("networking sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=MatchMode.values),
                name="networking_session_mode_known",
                violation_error_message=_("This way does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(days_to_answer__gte=1, days_to_answer__lte=60),
                name="networking_session_days_to_answer",
                violation_error_message=_("Give people between 1 and 60 days to answer."),
            ),
            models.CheckConstraint(
                condition=Q(most_meetings__isnull=True) | Q(most_meetings__gte=1),
                name="networking_session_at_least_one_meeting",
                violation_error_message=_("Everybody may have at least one meeting."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.workshop)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    @property
    def requests_are_over(self) -> bool:
        """Whether the last day for requests has passed, by the clocks of the place."""
        today = timezone.localdate(timezone=self.workshop.tz)
        return self.requests_until is not None and self.requests_until < today

    @property
    def is_computed(self) -> bool:
        return self.mode == MatchMode.COMPUTED

    @property
    def shows_times(self) -> bool:
        """Whether the people may see when and where they meet."""
        return not self.is_computed or self.published_at is not None


class MeetingSlot(models.Model):
    """A time in which every table has room for one meeting. The workshop’s local time."""

    session = models.ForeignKey(NetworkingSession, models.CASCADE, related_name="slots")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))

    objects = SessionPartQuerySet.as_manager()

    class Meta:
        ordering = ["session", "day", "starts_at", "pk"]
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_slot_ends_after_it_starts",
                violation_error_message=_("A slot must end after it starts."),
            ),
            models.UniqueConstraint(
                fields=["session", "day", "starts_at"],
                name="meeting_slot_once",
                violation_error_message=_("There is already a slot at this time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class MeetingTable(models.Model):
    """Where one meeting at a time has room for so many people."""

    session = models.ForeignKey(NetworkingSession, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("where it is"), max_length=80, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=4)

    objects = SessionPartQuerySet.as_manager()

    class Meta:
        ordering = ["session", "number"]
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"],
                name="meeting_table_once",
                violation_error_message=_("There is already a table with this number."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=2),
                name="meeting_table_seats_two",
                violation_error_message=_("A table needs seats for two at least."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Table %(number)s") % {"number": self.number})


class Interpreters(models.Model):
    """How many interpreters of a language can work at the same time."""

    session = models.ForeignKey(NetworkingSession, models.CASCADE, related_name="interpreters")
    # Two letters, as in the languages of a cluster.
    language = models.CharField(_("language"), max_length=2)
    number = models.PositiveSmallIntegerField(_("at the same time"), default=1)

    objects = SessionPartQuerySet.as_manager()

    class Meta:
        ordering = ["session", "language"]
        verbose_name = _("interpreters")
        verbose_name_plural = _("interpreters")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "language"],
                name="interpreters_once_per_language",
                violation_error_message=_("This language is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.language


class NetworkerQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"
    city_path = "registration__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Who may see the registration and who looks for meetings at the same workshop."""
        return self.filter(
            Q(registration__in=Registration.objects.visible_to(user))
            | Q(pk__in=self.beside(user).values("pk"))
        )

    def in_choice_b(self) -> Self:
        """Those who have a place in choice B still; the row outlives a change of mind."""
        return self.filter(registration__in=Registration.objects.in_choice_b())

    def beside(self, user: "AnyUser") -> Self:
        """Those who want to be met, for whoever takes part in the same session.

        Whoever joins the session wants to be found there; the list of participants is another
        matter, with a consent of its own.
        """
        if not user.is_active:
            return self.none()
        own = Networker.objects.filter(registration__user=user.pk).values("registration__workshop")
        return self.in_programmes_of(user).filter(
            wants_meetings=True, registration__workshop__in=own
        )

    def editable_by(self, user: "AnyUser") -> Self:
        """The person; for others the coordinator, the city’s editors and the host."""
        members = self.in_programmes_of(user)
        return self.any_of(
            self.in_programmes_of(user, roles=[Role.COORDINATOR]),
            self.in_cities_of(user),
            members.filter(registration__workshop__city__in=cities_edited_by(user)),
            members.filter(registration__user=user.pk),
        )


class Networker(models.Model):
    """A person of choice B with what the others need to know before a meeting."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="networker")
    cluster = models.ForeignKey(
        Cluster,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="networkers",
        verbose_name=_("cluster"),
    )
    about = models.CharField(_("who you are, in a sentence"), max_length=300, blank=True)
    # Two-letter codes with a space between them, as in the languages of a cluster.
    languages = models.CharField(_("languages"), max_length=80, blank=True)
    # Empty: no interpreter is needed.
    interpreter = models.CharField(_("needs an interpreter for"), max_length=2, blank=True)
    wants_meetings = models.BooleanField(_("wants to be asked for meetings"), default=True)
    away = models.ManyToManyField(
        MeetingSlot, blank=True, related_name="away", verbose_name=_("cannot come at")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = NetworkerQuerySet.as_manager()

    class Meta:
        ordering = ["registration__name", "pk"]
        verbose_name = _("person of the networking session")
        verbose_name_plural = _("people of the networking session")

    def __str__(self) -> str:
        return self.registration.name


class NetworkerOfferQuerySet(ProgrammeScopedQuerySet):
    programme_path = "networker__registration__workshop__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(networker__in=Networker.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.filter(networker__in=Networker.objects.editable_by(user))


class NetworkerOffer(PartneringEntry):
    """What a person offers to others or seeks from them, beside what the cluster says."""

    networker = models.ForeignKey(Networker, models.CASCADE, related_name="offers")

    objects = NetworkerOfferQuerySet.as_manager()

    class Meta(PartneringEntry.Meta):
        abstract = False
        ordering = ["networker", "kind", "pk"]
        verbose_name = _("offer or search of a person")
        verbose_name_plural = _("offers and searches of people")
