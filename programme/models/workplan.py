"""One table of dates: everything that somebody must meet, and the rules that compute it."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.models.city import City
from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet, Role

# Days ahead from which something open is shown as due soon.
SOON = 14


class ItemKind(models.TextChoices):
    MILESTONE = "milestone", _("Milestone")
    DEADLINE = "deadline", _("Deadline")


class Phase(models.TextChoices):
    """Where in the programme an item stands; the rows of the timeline."""

    START = "start", _("Start")
    BEFORE = "before", _("Before the workshop")
    DURING = "during", _("At the workshop")
    AFTER = "after", _("After the workshop")
    END = "end", _("Final report")


class WorkplanItemQuerySet(ProgrammeScopedQuerySet):
    city_path = "city"

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def late(self) -> Self:
        return self.open().filter(kind=ItemKind.DEADLINE, due_on__lt=timezone.localdate())

    def in_time(self) -> Self:
        """Open, and not late."""
        return self.open().exclude(kind=ItemKind.DEADLINE, due_on__lt=timezone.localdate())

    def done(self) -> Self:
        return self.filter(done_at__isnull=False)


class WorkplanItem(models.Model):
    """A milestone or a deadline, with its owner.

    Rows with a ``source_key`` are computed from a workshop's dates (``programme.workplan.dates``);
    rows without one were written by hand.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="workplan_items")
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    title = models.CharField(_("title"), max_length=200)
    city = models.ForeignKey(
        City,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="workplan_items",
        verbose_name=_("city"),
    )
    owner_role = models.CharField(
        _("whose task"), max_length=20, choices=Role, default=Role.COORDINATOR
    )
    due_on = models.DateField(_("due on"))
    baseline_on = models.DateField(
        _("first planned for"),
        null=True,
        blank=True,
        help_text=_("The first date it had, kept when it moves."),
    )
    # Days that the owner was given beyond the rule. They are part of ``due_on`` and stay when the
    # workshop moves.
    extension_days = models.PositiveSmallIntegerField(default=0, editable=False)
    extension_reason = models.CharField(max_length=500, blank=True, editable=False)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What shows that it is done: words or an address, and one file, stored privately.
    evidence = models.TextField(_("what shows that it is done"), max_length=2_000, blank=True)
    evidence_file = models.FileField(_("file"), upload_to="evidence/%Y/", blank=True)
    evidence_name = models.CharField(max_length=200, blank=True, editable=False)
    # The day on which the owner is reminded by mail; for a computed date it follows from the rule.
    remind_on = models.DateField(_("remind on"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Rises with every other day: calendars know the newer one (SEQUENCE of RFC 5545).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    path = models.CharField(max_length=200, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)

    objects = WorkplanItemQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "due_on", "pk"]
        verbose_name = _("workplan item")
        verbose_name_plural = _("workplan items")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "source_key"],
                condition=~Q(source_key=""),
                name="workplan_item_once_per_source",
                violation_error_message=_("This date is already in the workplan."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values),
                name="workplan_item_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values),
                name="workplan_item_phase_known",
                violation_error_message=_("This phase does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(owner_role__in=Role.values),
                name="workplan_item_owner_known",
                violation_error_message=_("This role does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(owner_role=Role.EDITOR) | Q(city__isnull=False),
                name="workplan_item_editor_has_city",
                violation_error_message=_("A task of a city editor needs its city."),
            ),
            models.CheckConstraint(
                condition=Q(extension_days=0, extension_reason="")
                | Q(extension_days__gt=0) & ~Q(extension_reason="") & ~Q(source_key=""),
                name="workplan_item_extension_has_reason",
                violation_error_message=_("Say why there is more time."),
            ),
            models.CheckConstraint(
                condition=Q(remind_on__isnull=True) | Q(remind_on__lte=F("due_on")),
                name="workplan_item_reminds_before_due",
                violation_error_message=_("A reminder comes on the due day or before it."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its line in the list of the workplan."""
        return f"{reverse('programme:workplan', args=[self.programme.slug])}#item-{self.pk}"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_computed(self) -> bool:
        """Its date follows from a workshop's dates and cannot be typed."""
        return bool(self.source_key)

    @property
    def rule_on(self) -> datetime.date:
        """The day by the rule alone, without the days that were given beyond it."""
        return self.due_on - datetime.timedelta(days=self.extension_days)

    @property
    def extension_words(self) -> str:
        """“4 days more than planned: the chair changed”; empty where the rule's day counts."""
        if not self.extension_days:
            return ""
        return ngettext(
            "%(days)s day more than planned: %(reason)s",
            "%(days)s days more than planned: %(reason)s",
            self.extension_days,
        ) % {"days": self.extension_days, "reason": self.extension_reason}

    @property
    def days_left(self) -> int:
        """Days until it is due in the programme's time zone; negative when late."""
        return (self.due_on - timezone.localdate()).days

    @property
    def is_late(self) -> bool:
        return self.kind == ItemKind.DEADLINE and not self.is_done and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        """Open, and within the next two weeks."""
        return not self.is_done and 0 <= self.days_left <= SOON

    @property
    def has_moved(self) -> bool:
        """Whether it has another date than the first one it had."""
        return self.baseline_on is not None and self.baseline_on != self.due_on

    @property
    def standing(self) -> str:
        """How it stands, in words: “12 days late”, “in 5 days”, “done 3 May 2010”."""
        if self.done_at is not None:
            day = date_format(timezone.localdate(self.done_at), "j M Y")
            return gettext("done %(day)s") % {"day": day}
        days = self.days_left
        if days == 0:
            return gettext("today")
        if days > 0:
            return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
        if self.is_late:
            return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
        return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


class Anchor(models.TextChoices):
    """The day of a workshop from which a rule counts."""

    START = "start", _("First day")
    END = "end", _("Last day")


class CountbackRule(models.Model):
    """“The case is distributed 8 days before the first day”: a rule as data of the programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="countback_rules")
    key = models.SlugField(_("key"), max_length=40, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind, default=ItemKind.DEADLINE)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    owner_role = models.CharField(_("whose task"), max_length=20, choices=Role)
    anchor = models.CharField(_("counted from"), max_length=10, choices=Anchor)
    days = models.SmallIntegerField(
        _("days"), default=0, help_text=_("Negative: before that day. Positive: after it.")
    )
    months = models.SmallIntegerField(_("months"), default=0)
    remind_days = models.PositiveSmallIntegerField(
        _("remind"),
        null=True,
        blank=True,
        help_text=_("Days before the due day on which the owner gets a mail. Empty: no reminder."),
    )
    only_with_case = models.BooleanField(
        _("only for workshops of a host city"),
        default=True,
        help_text=_("A kick-off and a final conference have no case and no city report."),
    )

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "position", "pk"]
        verbose_name = _("count-back rule")
        verbose_name_plural = _("count-back rules")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"],
                name="countback_rule_once",
                violation_error_message=_("This rule is already there."),
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=Anchor.values),
                name="countback_rule_anchor_known",
                violation_error_message=_("This day does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(owner_role__in=Role.values),
                name="countback_rule_owner_known",
                violation_error_message=_("This role does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values),
                name="countback_rule_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values),
                name="countback_rule_phase_known",
                violation_error_message=_("This phase does not exist."),
            ),
            # The programme's one hard rule: more than one week before the meeting.
            models.CheckConstraint(
                condition=~Q(key="case_distributed")
                | Q(anchor=Anchor.START, months__lte=0, days__lte=-8)
                | Q(anchor=Anchor.START, months__lte=-1, days__lte=0),
                name="countback_rule_case_out_in_time",
                violation_error_message=_(
                    "A case reaches the people more than one week before they meet: this is due "
                    "8 days before the first day, or earlier."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def distance(self) -> str:
        """How far from the workshop, in words: “8 days before the first day”."""
        months, days = self.months, self.days
        parts = []
        if months:
            parts.append(
                ngettext("%(months)s month", "%(months)s months", abs(months))
                % {"months": abs(months)}
            )
        if days or not months:
            parts.append(ngettext("%(days)s day", "%(days)s days", abs(days)) % {"days": abs(days)})
        words = {"distance": gettext(" and ").join(parts)}
        at_start = self.anchor == Anchor.START
        if not months and not days:
            return gettext("on the first day") if at_start else gettext("on the last day")
        if (months or days) < 0:
            before = gettext("%(distance)s before the first day")
            return (before if at_start else gettext("%(distance)s before the last day")) % words
        after = gettext("%(distance)s after the first day")
        return (after if at_start else gettext("%(distance)s after the last day")) % words

    def due_on(self, first_day: datetime.date, last_day: datetime.date) -> datetime.date:
        """The day on which a workshop with these days makes the task due.

        Months are calendar months; the 31st falls back to the last day of a shorter month.
        """
        day = first_day if self.anchor == Anchor.START else last_day
        return _add_months(day, self.months) + datetime.timedelta(days=self.days)

    def remind_on(self, due_on: datetime.date) -> datetime.date | None:
        """The day on which the owner of a task that is due then is reminded; None for never."""
        if self.remind_days is None:
            return None
        return due_on - datetime.timedelta(days=self.remind_days)


def _add_months(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))
