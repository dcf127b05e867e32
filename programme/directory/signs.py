"""Signs that a cluster is managed well, and whether a European directory would admit it.

Each says why. The same rules as conditions for the database stand beside them.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.models import Actor, Cluster

FULL_TIME = Decimal(1)
# Money that ends within a year is no continuity.
SECURED = datetime.timedelta(days=365)
# What a European directory asks for.
LEAST_STAFF = Decimal("0.5")
LEAST_MEMBERS = 15
LEAST_KINDS = 2


class Answer(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sign:
    """One sign: whether it shows, why, and the field of the profile that says so."""

    label: str | Promise
    answer: Answer
    reason: str
    field: str

    @property
    def is_shown(self) -> bool:
        return self.answer is Answer.YES

    @property
    def is_unknown(self) -> bool:
        return self.answer is Answer.UNKNOWN


@dataclass(frozen=True)
class Admission:
    """Whether a directory would admit the cluster, with a reason for each thing it asks for."""

    reasons: tuple[Sign, ...]

    @property
    def answer(self) -> Answer:
        answers = {reason.answer for reason in self.reasons}
        if Answer.NO in answers:
            return Answer.NO
        return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES

    @property
    def is_granted(self) -> bool:
        return self.answer is Answer.YES

    @property
    def is_unknown(self) -> bool:
        return self.answer is Answer.UNKNOWN


def signs_of(cluster: Cluster, today: datetime.date) -> tuple[Sign, ...]:
    return (_full_time(cluster), _themes(cluster), _funding(cluster, today))


def admission_of(cluster: Cluster) -> Admission:
    staff = _staff(cluster, gettext_lazy("At least half a person works for it"), LEAST_STAFF)
    return Admission((staff, _members(cluster), _kinds(cluster)))


def _full_time(cluster: Cluster) -> Sign:
    return _staff(cluster, gettext_lazy("At least one person works for it full time"), FULL_TIME)


def _staff(cluster: Cluster, label: str | Promise, least: Decimal) -> Sign:
    if cluster.staff is None:
        reason = _("Nobody has said how many people work for it.")
        return Sign(label, Answer.UNKNOWN, reason, "staff")
    answer = Answer.YES if cluster.staff >= least else Answer.NO
    return Sign(label, answer, _staff_in_words(cluster.staff), "staff")


def _staff_in_words(staff: Decimal) -> str:
    number = number_format(staff.normalize(), use_l10n=True)
    return _("Its staff in full-time equivalents: %(number)s.") % {"number": number}


def _themes(cluster: Cluster) -> Sign:
    label = gettext_lazy("Its themes are clear and come from joint challenges of the members")
    number = len(cluster.theme_list)
    if not number:
        return Sign(label, Answer.UNKNOWN, _("No theme is written down."), "themes")
    if cluster.themes_from_members is None:
        reason = ngettext(
            "It has %(number)s theme; nobody has said where it comes from.",
            "It has %(number)s themes; nobody has said where they come from.",
            number,
        )
        answer = Answer.UNKNOWN
    elif cluster.themes_from_members:
        reason = ngettext(
            "It has %(number)s theme, drawn from what the members struggle with together.",
            "It has %(number)s themes, drawn from what the members struggle with together.",
            number,
        )
        answer = Answer.YES
    else:
        reason = ngettext(
            "It has %(number)s theme, not drawn from joint challenges of the members.",
            "It has %(number)s themes, not drawn from joint challenges of the members.",
            number,
        )
        answer = Answer.NO
    return Sign(label, answer, reason % {"number": number}, "themes_from_members")


def _funding(cluster: Cluster, today: datetime.date) -> Sign:
    label = gettext_lazy("Its funding is secured for at least a year")
    until = cluster.funded_until
    if until is None:
        reason = _("Nobody has said until when the funding is secured.")
        return Sign(label, Answer.UNKNOWN, reason, "funded_until")
    said = {"day": date_format(until, "j F Y")}
    if until < today:
        return Sign(label, Answer.NO, _("It was secured until %(day)s.") % said, "funded_until")
    answer = Answer.YES if until >= today + SECURED else Answer.NO
    return Sign(label, answer, _("It is secured until %(day)s.") % said, "funded_until")


def _members(cluster: Cluster) -> Sign:
    label = gettext_lazy("At least 15 members")
    known = [number for number in cluster.members.values() if number is not None]
    if not known:
        reason = _("Nobody has said how many members it has.")
        return Sign(label, Answer.UNKNOWN, reason, Actor.COMPANIES)
    total = sum(known)
    reason = ngettext("It has %(number)s member.", "It has %(number)s members.", total)
    if total >= LEAST_MEMBERS:
        answer = Answer.YES
    else:
        # What is missing could still bring it there.
        answer = Answer.NO if len(known) == len(Actor) else Answer.UNKNOWN
    if answer is Answer.UNKNOWN:
        reason = ngettext(
            "%(number)s member is known; not every kind has been counted.",
            "%(number)s members are known; not every kind has been counted.",
            total,
        )
    return Sign(label, answer, reason % {"number": total}, Actor.COMPANIES)


def _kinds(cluster: Cluster) -> Sign:
    label = gettext_lazy("Members of at least two kinds")
    kinds = [str(actor.label) for actor, number in cluster.members.items() if number]
    if len(kinds) >= LEAST_KINDS:
        reason = _("It has %(kinds)s.") % {"kinds": ", ".join(kinds).lower()}
        return Sign(label, Answer.YES, reason, Actor.RESEARCH)
    is_counted = None not in cluster.members.values()
    if not is_counted:
        reason = _("Not every kind of member has been counted.")
        return Sign(label, Answer.UNKNOWN, reason, Actor.RESEARCH)
    reason = _("All are of one kind: %(kinds)s.") % {"kinds": ", ".join(kinds).lower()}
    return Sign(label, Answer.NO, reason if kinds else _("It has no members."), Actor.RESEARCH)


# The same for the database


def answering_signs(clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
    """Clusters that have gone through the signs: each is answered, whatever the answer."""
    return clusters.filter(
        ~Q(themes=""),
        staff__isnull=False,
        themes_from_members__isnull=False,
        funded_until__isnull=False,
    )


def showing_signs(clusters: QuerySet[Cluster], today: datetime.date) -> QuerySet[Cluster]:
    return clusters.filter(
        ~Q(themes=""),
        staff__gte=FULL_TIME,
        themes_from_members=True,
        funded_until__gte=today + SECURED,
    )


def admitted(clusters: QuerySet[Cluster]) -> QuerySet[Cluster]:
    kinds: Any = Value(0)
    for actor in Actor.values:
        kinds += Case(When(**{f"{actor}__gt": 0}, then=Value(1)), default=Value(0))
    return clusters.alias(kinds=kinds, total=member_total()).filter(
        staff__gte=LEAST_STAFF, kinds__gte=LEAST_KINDS, total__gte=LEAST_MEMBERS
    )


def member_total() -> Any:
    """All members of a cluster, for a query."""
    return sum((Coalesce(F(actor), 0) for actor in Actor.values), start=Value(0))
