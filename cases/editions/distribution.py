"""What follows from distributing a case: whether it is in time, and who will read it."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from programme.models import CountbackRule, Membership
from programme.workplan.dates import CASE_DISTRIBUTED
from workshops.models import Registration

# More than one week before the meeting; the programme's rule may say otherwise.
USUAL_DAYS_BEFORE = 8


@dataclass(frozen=True)
class Timing:
    """A distribution on one day, measured against the first day of the workshop."""

    on: datetime.date
    first_day: datetime.date
    deadline: datetime.date

    @classmethod
    def of(cls, case: Case, *, at: datetime.datetime | None = None) -> "Timing | None":
        """The timing of distributing now (or ``at``); None while the workshop has no dates.

        Days are those of the workshop's place: at midnight in Göteborg it is still yesterday
        in Manchester.
        """
        workshop = case.workshop
        if workshop is None or workshop.starts_on is None or workshop.ends_on is None:
            return None
        rule = CountbackRule.objects.filter(
            programme=case.programme_id, key=CASE_DISTRIBUTED
        ).first()
        if rule is None:
            deadline = workshop.starts_on - datetime.timedelta(days=USUAL_DAYS_BEFORE)
        else:
            deadline = rule.due_on(workshop.starts_on, workshop.ends_on)
        today = timezone.localdate(at, timezone=workshop.tz)
        return cls(on=today, first_day=workshop.starts_on, deadline=deadline)

    @property
    def days_before(self) -> int:
        """Days from the distribution to the first day; negative once it has begun."""
        return (self.first_day - self.on).days

    @property
    def is_late(self) -> bool:
        return self.on > self.deadline

    @property
    def sentence(self) -> str:
        """Whether it is in time, in words."""
        day = date_format(self.deadline, "l j F Y")
        if not self.is_late:
            return _("In time: the case must reach its readers by %(day)s.") % {"day": day}
        late = (self.on - self.deadline).days
        return ngettext(
            "The case should have reached its readers by %(day)s, %(late)s day ago.",
            "The case should have reached its readers by %(day)s, %(late)s days ago.",
            late,
        ) % {"day": day, "late": late}


@dataclass(frozen=True)
class Readership:
    """Who can read the case once it is distributed."""

    registered: int
    without_account: int
    # Registered, and still in the programme: they are sent the link by mail.
    mailed: int
    cities: int
    members: int
    # Topics and files that only the city's group gets to read.
    confidential: int

    @classmethod
    def of(cls, case: Case) -> "Readership":
        seats = Membership.objects.filter(programme=case.programme_id, user=OuterRef("user"))
        registrations = list(
            Registration.objects.coming()
            .filter(workshop=case.workshop_id)
            .annotate(can_log_in=Q(Exists(seats), user__is_active=True))
            .values_list("user", "city", "can_log_in")
            if case.workshop_id
            else []
        )
        return cls(
            registered=len(registrations),
            without_account=sum(1 for user, _city, _in in registrations if user is None),
            mailed=sum(1 for _user, _city, can_log_in in registrations if can_log_in),
            cities=len({city for _user, city, _in in registrations if city is not None}),
            members=Membership.objects.filter(programme=case.programme_id)
            .order_by()
            .values("user")
            .distinct()
            .count(),
            confidential=case.answers.filter(is_confidential=True).count()
            + case.attachments.filter(is_confidential=True).count(),
        )
