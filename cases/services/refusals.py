"""Why something cannot be done with a case now, in words that can be shown."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.checking.checks import Finding
from cases.models import Case, CaseStatus
from programme.models import Activity


class CaseMoveError(Exception):
    """A move that cannot be made now. The text says why and can be shown."""


class NotComplete(CaseMoveError):
    """Something refused for what is missing; ``findings`` are the errors, in reading order."""

    def __init__(self, findings: list[Finding], sentence: str = "") -> None:
        count = len(findings)
        sentence = sentence or ngettext(
            "The case cannot be submitted yet: %(count)s thing is missing.",
            "The case cannot be submitted yet: %(count)s things are missing.",
            count,
        )
        super().__init__(sentence % {"count": count})
        self.findings = findings


class SectionLocked(CaseMoveError):
    """A write refused because the experts have locked the section."""


class ReasonNeeded(CaseMoveError):
    """A distribution refused because it is late and nobody said why."""


REFUSALS: dict[str, Promise] = {
    CaseStatus.DRAFTING: _("The case %(case)s cannot be drafted now."),
    CaseStatus.SUBMITTED: _("The case %(case)s cannot be submitted now."),
    CaseStatus.RETURNED: _("The case %(case)s cannot be returned now."),
    CaseStatus.ACCEPTED: _("The case %(case)s cannot be accepted now."),
    CaseStatus.DISTRIBUTED: _("The case %(case)s cannot be distributed now."),
    CaseStatus.DISCUSSED: _("The case %(case)s cannot be marked as discussed now."),
    CaseStatus.CLOSED: _("The case %(case)s cannot be closed now."),
}
# Where a case stands, as the reason of a refusal.
STANDS: dict[str, Promise] = {
    CaseStatus.PROPOSED: _("Nothing is written yet."),
    CaseStatus.DRAFTING: _("The city is writing it."),
    CaseStatus.SUBMITTED: _("%(who)s submitted it on %(when)s."),
    CaseStatus.RETURNED: _("%(who)s returned it to the city on %(when)s."),
    CaseStatus.ACCEPTED: _("%(who)s accepted it on %(when)s."),
    CaseStatus.DISTRIBUTED: _("%(who)s distributed it on %(when)s."),
    CaseStatus.DISCUSSED: _("%(who)s marked it as discussed on %(when)s."),
    CaseStatus.CLOSED: _("%(who)s closed it on %(when)s."),
}


def why_locked(case: Case) -> str:
    """Why the city cannot write in a case any more."""
    return gettext("This cannot be changed any more. %(why)s") % {"why": _where_it_stands(case)}


def why_not(case: Case, to: CaseStatus) -> str:
    """Why a case cannot make a move from where it stands."""
    refusal = REFUSALS[to] % {"case": f"“{case}”"}
    return f"{refusal} {_where_it_stands(case)}"


def _where_it_stands(case: Case) -> str:
    """Who brought the case where it is, and when, in the city's own time."""
    last = (
        Activity.objects.about(case)
        .filter(verb=f"case_{case.status}")
        .select_related("actor")
        .first()
    )
    if last is None:
        return gettext("It is “%(status)s” now.") % {"status": case.get_status_display()}
    local = timezone.localtime(last.at, case.city.tz)
    return STANDS[case.status] % {
        "who": last.actor or gettext("Somebody"),
        "when": gettext("%(day)s at %(time)s (%(city)s time)")
        % {
            "day": date_format(local, "j F Y"),
            "time": date_format(local, "H:i"),
            "city": case.city.name,
        },
    }
