"""Sections that those who run the programme close, because they are good as they are.

``cases.services.moves.start_drafting`` refuses every write into a locked section.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, SectionLock
from cases.outline import Section
from cases.services.holding import held
from cases.services.log import log
from programme.models import User


class LockError(Exception):
    """A section that cannot be locked now. The text says why and can be shown."""


@transaction.atomic
def lock_section(case: Case, section: Section, *, by: User, reason: str) -> SectionLock:
    """Close one section for everybody who writes. Locking it twice keeps who was first.

    Waits for a save that is under way, so nothing that somebody sent before is lost. Raises
    LockError when the case is frozen anyway.
    """
    case = held(case)
    if case.is_shared and not case.is_open:
        raise LockError(_("The case is distributed, so nobody can change it anyway."))
    found = case.locks.select_related("locked_by").filter(section=section.key).first()
    if found is not None:
        return found
    lock = SectionLock(case=case, section=section.key, reason=reason.strip(), locked_by=by)
    lock.full_clean()
    lock.save()
    sentence = _("The section “%(section)s” of the case %(case)s was locked.")
    names = {"section": section.title, "case": case}
    after = {"locked": [section.key]}
    log(case, "section_locked", sentence % names, by=by, remark=lock.reason, after=after)
    return lock


@transaction.atomic
def unlock_section(case: Case, section: Section, *, by: User) -> bool:
    """Let the city write in a section again. False if it was not locked."""
    case = held(case)
    deleted, _rows = case.locks.filter(section=section.key).delete()
    if deleted:
        sentence = _("The section “%(section)s” of the case %(case)s was unlocked.")
        names = {"section": section.title, "case": case}
        log(case, "section_unlocked", sentence % names, by=by, before={"locked": [section.key]})
    return bool(deleted)
