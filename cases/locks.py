"""Which sections of a case are locked, and what a page says of it."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case, SectionLock


def locks_of(case: Case) -> dict[str, SectionLock]:
    """The locks by section key. One query."""
    return {lock.section: lock for lock in case.locks.select_related("locked_by")}


def lock_in_words(lock: SectionLock, case: Case) -> str:
    """“Locked by Karl Lindqvist, 3 September: it is good as it is.”, in the city's own time."""
    words = {
        "who": lock.locked_by or case.programme.expert_label,
        "day": date_format(timezone.localtime(lock.locked_at, case.city.tz), "j F"),
        "reason": lock.reason,
    }
    if lock.reason:
        return _("Locked by %(who)s, %(day)s: %(reason)s") % words
    return _("Locked by %(who)s, %(day)s.") % words
