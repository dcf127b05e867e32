"""A distributed case after its first edition: written again, published again, shown to visitors.

Readers keep the last edition until there is a next one. Nothing of it is ever changed.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.checking.checks import findings_of
from cases.contents import content_of
from cases.differences import Differences
from cases.models import REOPENABLE_STATUSES, Case, CaseStatus, Edition, Occasion
from cases.services.holding import held
from cases.services.log import log
from cases.services.receipts import send_out
from cases.services.refusals import CaseMoveError, NotComplete
from cases.services.versions import freeze_case, keep_version
from programme.imprint import missing_imprint
from programme.models import User


@transaction.atomic
def reopen_case(case: Case, *, by: User, reason: str, at: datetime.datetime | None = None) -> Case:
    """Let the city write again, for the next edition. Raises CaseMoveError.

    Members keep reading the last edition meanwhile. The text as it is now is kept as a version.
    """
    case = held(case)
    if why := why_not_reopened(case):
        raise CaseMoveError(why)
    reason = reason.strip()
    if not reason:
        raise CaseMoveError(_("Say why there should be a new edition."))
    at = at or timezone.now()
    case.reopened_at = at
    case.save(update_fields=["reopened_at"])
    keep_version(case, Occasion.REOPENED, by=by, remark=reason, at=at)
    sentence = _("The case %(case)s was opened for edition %(number)s.")
    names = {"case": case, "number": next_number(case)}
    log(case, "case_reopened", sentence % names, by=by, remark=reason)
    return case


def why_not_reopened(case: Case) -> str:
    """Why the case cannot be opened for a new edition; empty when it can."""
    if case.reopened_at is not None:
        return _("The case is open for its next edition already.")
    if case.status == CaseStatus.CLOSED:
        return _("The case is closed: there will be no further edition.")
    if case.status not in REOPENABLE_STATUSES:
        return _("The case is not distributed yet, so there is no edition to follow.")
    return ""


@transaction.atomic
def publish_edition(
    case: Case, *, by: User, remark: str, at: datetime.datetime | None = None
) -> Edition:
    """Freeze what is written as the next edition and send it to the participants.

    ``remark`` tells every reader what changed. Raises NotComplete as a submission does, and
    CaseMoveError when nothing has changed or the case is not open for a new edition.
    """
    case = held(case)
    _require_reopened(case)
    remark = remark.strip()
    if not remark:
        raise CaseMoveError(_("Say what changed, so that nobody has to look for it."))
    last = case.last_edition()
    if last is not None and not Differences.between(last.content, content_of(case)):
        raise CaseMoveError(
            _("Nothing has changed since edition %(number)s, so there is no new one to publish.")
            % {"number": last.number}
        )
    _require_complete(case)
    at = at or timezone.now()
    keep_version(case, Occasion.DISTRIBUTED, by=by, remark=remark, at=at)
    edition = freeze_case(case, by=by, at=at, remark=remark)
    _end_writing(case)
    sentence = _("Edition %(number)s of the case %(case)s was published.")
    names = {"case": case, "number": edition.number}
    log(case, "case_edition_published", sentence % names, by=by, remark=remark)
    send_out(edition)
    return edition


@transaction.atomic
def end_without_edition(case: Case, *, by: User) -> Case:
    """Close the case again without a new edition. Raises CaseMoveError when it is not open.

    What was written stays in the working text and is kept as a version; the next time the case
    is opened, the writing goes on from there.
    """
    case = held(case)
    _require_reopened(case)
    number = next_number(case)
    last = case.last_edition()
    if last is None or Differences.between(last.content, content_of(case)):
        name = _("Written for edition %(number)s, not published") % {"number": number}
        keep_version(case, Occasion.NAMED, by=by, name=name)
    _end_writing(case)
    sentence = _("The writing of edition %(number)s of the case %(case)s ended without it.")
    log(case, "case_edition_ended", sentence % {"case": case, "number": number}, by=by)
    return case


@transaction.atomic
def make_public(edition: Edition, *, by: User) -> Edition:
    """Let visitors read the edition without its confidential parts. Only the last one.

    Raises CaseMoveError when there is a newer edition, which the person has not seen, and when
    the programme lacks what must stand on whatever is published.
    """
    case = held(edition.case)
    if missing := missing_imprint(case.programme):
        raise CaseMoveError(missing)
    last = case.last_edition()
    if last is None or last.pk != edition.pk:
        raise CaseMoveError(
            _("There is a newer edition. Read that one first, then make it public.")
        )
    if last.public_since is None:
        last.public_since = timezone.now()
        last.save(update_fields=["public_since"])
        sentence = _("Edition %(number)s of the case %(case)s was made public.")
        words = {"case": case, "number": last.number}
        after = {"public_since": last.public_since}
        log(case, "case_made_public", sentence % words, by=by, after=after)
    return last


@transaction.atomic
def withdraw_public(case: Case, *, by: User) -> Case:
    """Take the case away from visitors, in every edition."""
    case = held(case)
    if case.editions.filter(public_since__isnull=False).update(public_since=None):
        sentence = _("The public edition of the case %(case)s was withdrawn.") % {"case": case}
        log(case, "case_withdrawn", sentence, by=by)
    return case


def next_number(case: Case) -> int:
    last = case.editions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _require_reopened(case: Case) -> None:
    if case.reopened_at is None:
        raise CaseMoveError(_("The case is not open for a new edition. Somebody ended it before."))


def _require_complete(case: Case) -> None:
    errors = [finding for finding in findings_of(case) if finding.is_error]
    if errors:
        sentence = ngettext(
            "The new edition cannot be published yet: %(count)s thing is missing.",
            "The new edition cannot be published yet: %(count)s things are missing.",
            len(errors),
        )
        raise NotComplete(errors, sentence)


def _end_writing(case: Case) -> None:
    case.reopened_at = None
    case.save(update_fields=["reopened_at"])
