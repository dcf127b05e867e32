"""Which sections of a case are locked, and what a page says of it."""

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case, SectionLock


def locks_of(case: Case) -> dict[str, SectionLock]:
    """The locks by section key. One query for the case as it was read, however often asked."""
    with_people = SectionLock.objects.select_related("locked_by")
    prefetch_related_objects([case], Prefetch("locks", with_people))
    return {lock.section: lock for lock in case.locks.all()}


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
