"""The host city's check of facts: paragraph by paragraph, until a day, with what came of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from reports.models.report import CityReport
from reports.outline import CITY_REPORT_PART_BY_KEY

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class CheckEnd(models.TextChoices):
    """How a check of facts ended."""

    CONFIRMED = "confirmed", _("The city found the facts right")
    RETURNED = "returned", _("The city sent it back")
    SILENCE = "silence", _("The city said nothing until the day: taken as consent")
    RECALLED = "recalled", _("Taken back by the experts")


class FactCheckQuerySet(ProgrammeScopedQuerySet):
    programme_path = "city_report__workshop__programme"
    city_path = "city_report__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Those who run the programme, and the city that was asked."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """The city that is asked, while it is asked."""
        return self.in_cities_of(user).open()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class FactCheck(models.Model):
    """One round of a report with its city. Silence until the last day is consent."""

    city_report = models.ForeignKey(CityReport, models.CASCADE, related_name="fact_checks")
    number = models.PositiveSmallIntegerField(editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # The last day of the city, in the time of the workshop.
    due_on = models.DateField(_("until"))
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # None when nobody closed it: silence.
    closed_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    ended = models.CharField(
        _("how it ended"), max_length=20, choices=CheckEnd, blank=True, editable=False
    )
    remark = models.TextField(_("remark"), max_length=10_000, blank=True)

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        ordering = ["city_report", "-number"]
        verbose_name = _("check of facts")
        verbose_name_plural = _("checks of facts")
        constraints = [
            models.UniqueConstraint(
                fields=["city_report", "number"],
                name="fact_check_number_once",
                violation_error_message=_("This check already exists."),
            ),
            models.UniqueConstraint(
                fields=["city_report"],
                condition=Q(closed_at__isnull=True),
                name="fact_check_one_open",
                violation_error_message=_("The report is with the city already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, ended="")
                | Q(closed_at__isnull=False, ended__in=CheckEnd.values),
                name="fact_check_closed_says_how",
                violation_error_message=_("A check that is over says how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city_report}, {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def objections(self) -> "OfCheckQuerySet":
        """The paragraphs that the city says are not right."""
        return CheckedParagraph.objects.filter(fact_check=self, verdict=Verdict.WRONG)


class OfCheckQuerySet(ProgrammeScopedQuerySet):
    programme_path = "fact_check__city_report__workshop__programme"
    city_path = "fact_check__city_report__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(fact_check__in=FactCheck.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.filter(fact_check__in=FactCheck.objects.editable_by(user))


class CheckExtension(models.Model):
    """More time for the city: who gave it, and why."""

    fact_check = models.ForeignKey(FactCheck, models.CASCADE, related_name="extensions")
    due_before = models.DateField(editable=False)
    due_on = models.DateField(_("until"))
    reason = models.CharField(_("why"), max_length=300)
    given_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["fact_check", "pk"]
        verbose_name = _("extension of a check")
        verbose_name_plural = _("extensions of checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("due_before")),
                name="check_extension_is_later",
                violation_error_message=_("An extension ends later than the day before it."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="check_extension_says_why",
                violation_error_message=_("Say why the city gets more time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_check}: {self.due_on}"


class Verdict(models.TextChoices):
    """What the city says to a paragraph."""

    OPEN = "", _("Not looked at")
    RIGHT = "right", _("Right")
    WRONG = "wrong", _("Not right")


class Mending(models.TextChoices):
    """What the experts made of the city's objection."""

    OPEN = "", _("Not answered")
    MENDED = "mended", _("Mended")
    KEPT = "kept", _("Kept as it is")


class CheckedParagraph(models.Model):
    """A paragraph as the city was shown it, and what it says to it.

    The text is a copy: the report may be mended meanwhile, and the trace stays true.
    """

    fact_check = models.ForeignKey(FactCheck, models.CASCADE, related_name="paragraphs")
    part = models.CharField(max_length=40, editable=False)
    # 1, 2, 3… within the part.
    position = models.PositiveIntegerField(editable=False)
    text = models.TextField(editable=False)
    verdict = models.CharField(
        _("is it right?"), max_length=10, choices=Verdict, default=Verdict.OPEN, blank=True
    )
    remark = models.TextField(_("what is right"), max_length=5_000, blank=True)
    checked_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    mending = models.CharField(
        _("what was made of it"), max_length=10, choices=Mending, default=Mending.OPEN, blank=True
    )
    answer = models.TextField(_("answer"), max_length=5_000, blank=True)
    answered_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["fact_check", "pk"]
        verbose_name = _("checked paragraph")
        verbose_name_plural = _("checked paragraphs")
        constraints = [
            models.UniqueConstraint(
                fields=["fact_check", "part", "position"],
                name="checked_paragraph_once",
                violation_error_message=_("This paragraph is there already."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=list(CITY_REPORT_PART_BY_KEY)),
                name="checked_paragraph_of_known_part",
                violation_error_message=_("This part is not in the outline of the report."),
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values),
                name="checked_paragraph_verdict_known",
                violation_error_message=_("A paragraph is right or not."),
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.WRONG) | ~Q(remark=""),
                name="checked_paragraph_wrong_says_what",
                violation_error_message=_("Say what is not right, or how it should read."),
            ),
            models.CheckConstraint(
                condition=Q(mending__in=Mending.values),
                name="checked_paragraph_mending_known",
                violation_error_message=_("An objection is mended or the text is kept."),
            ),
            models.CheckConstraint(
                condition=Q(mending=Mending.OPEN) | Q(verdict=Verdict.WRONG),
                name="checked_paragraph_mended_was_wrong",
                violation_error_message=_("Only what is not right can be mended."),
            ),
            models.CheckConstraint(
                condition=~Q(mending=Mending.KEPT) | ~Q(answer=""),
                name="checked_paragraph_kept_says_why",
                violation_error_message=_("Say why the text is kept as it is."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def seen(self) -> str:
        """What a page shows of the city's word: it is sent back with what is said next, so
        nobody writes over a word unseen."""
        return self.checked_at.isoformat() if self.checked_at else ""

    @property
    def answer_seen(self) -> str:
        """As ``seen``, of the experts' answer."""
        return self.answered_at.isoformat() if self.answered_at else ""
