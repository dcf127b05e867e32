"""What can happen to a case. The only module that writes ``Case.status``."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.checking.checks import findings_of
from cases.deadline import Deadline
from cases.editions.distribution import Timing
from cases.locks import lock_in_words
from cases.models import Answer, Case, CaseStatus, ObjectiveTarget, Occasion
from cases.outline import OBJECTIVE_KEYS, SECTION_BY_KEY, TOPICS, Section
from cases.rounds import remarked_sections
from cases.services.commented import CommentedCase
from cases.services.holding import held
from cases.services.locks import lock_section, unlock_section
from cases.services.log import log
from cases.services.receipts import send_out
from cases.services.refusals import (
    CaseMoveError,
    NotComplete,
    ReasonNeeded,
    SectionLocked,
    why_locked,
    why_not,
)
from cases.services.versions import freeze_case, keep_version
from programme.activity import values_of
from programme.models import City, Cluster, User
from programme.workplan.dates import mark_done, mark_open
from programme.writing.comments.services import add_comment
from workshops.models import Workshop

# The column that remembers when a case reached a state.
STAMPS: dict[str, str] = {
    CaseStatus.SUBMITTED: "submitted_at",
    CaseStatus.ACCEPTED: "accepted_at",
    CaseStatus.DISTRIBUTED: "distributed_at",
}
# The states at which the whole text is kept as a version.
HAND_OVERS: dict[str, Occasion] = {
    CaseStatus.SUBMITTED: Occasion.SUBMITTED,
    CaseStatus.RETURNED: Occasion.RETURNED,
    CaseStatus.ACCEPTED: Occasion.ACCEPTED,
    CaseStatus.DISTRIBUTED: Occasion.DISTRIBUTED,
}
# What the log says of a case that reached a state.
SENTENCES: dict[str, Promise] = {
    CaseStatus.DRAFTING: _("The city began to write the case %(case)s."),
    CaseStatus.SUBMITTED: _("The case %(case)s was submitted to %(expert)s."),
    CaseStatus.RETURNED: _("The case %(case)s was returned to the city."),
    CaseStatus.ACCEPTED: _("The case %(case)s was accepted."),
    CaseStatus.DISTRIBUTED: _("The case %(case)s was distributed to the participants."),
    CaseStatus.DISCUSSED: _("The case %(case)s was discussed at the workshop."),
    CaseStatus.CLOSED: _("The case %(case)s was closed."),
}


@transaction.atomic
def create_case(*, city: City, cluster: Cluster, workshop: Workshop | None, by: User) -> Case:
    """Open the case of a city, with every topic and objective of the outline still empty.

    Raises ValidationError when the city has a case, or cluster or workshop are not the city's.
    """
    if cluster.city_id != city.pk:
        raise ValidationError({"cluster": gettext("This cluster belongs to another city.")})
    if workshop and workshop.city_id != city.pk:
        raise ValidationError({"workshop": gettext("Another city hosts this workshop.")})
    # Held: of two who open it at once the second is told, and not by the database.
    City.objects.select_for_update(of=("self",)).get(pk=city.pk)
    case = Case(programme=city.programme, city=city, cluster=cluster, workshop=workshop)
    case.full_clean()
    case.save()
    Answer.objects.bulk_create(Answer(case=case, topic=topic) for topic in TOPICS)
    ObjectiveTarget.objects.bulk_create(
        ObjectiveTarget(case=case, objective=key) for key in OBJECTIVE_KEYS
    )
    sentence = gettext("The case %(case)s was opened.") % {"case": case}
    log(case, "case_created", sentence, by=by, after=values_of(case))
    return case


@transaction.atomic
def start_drafting(case: Case, *, by: User, section: Section | None = None) -> Case:
    """Hold the case for a write by its editor, and move it from proposed to drafting if need be.

    Call it first in the transaction of every write: nobody can submit the case until that
    transaction ends. Raises CaseMoveError when the case has left the city meanwhile, and
    SectionLocked when the experts have locked the ``section`` that is written.
    """
    case = held(case)
    if not case.is_open:
        raise CaseMoveError(why_locked(case))
    if section is not None:
        _require_unlocked(case, section)
    if case.status == CaseStatus.PROPOSED:
        return move_case(case, CaseStatus.DRAFTING, by=by)
    return case


@transaction.atomic
def submit_case(case: Case, *, by: User, at: datetime.datetime | None = None) -> Case:
    """Hand the case to the experts. The first time, the log says if it was after its date.

    Raises NotComplete with the errors of ``cases.checking``, or CaseMoveError, which tells the
    second of two people who was first.
    """
    case = held(case)
    _require_next(case, CaseStatus.SUBMITTED)
    errors = [finding for finding in findings_of(case) if finding.is_error]
    if errors:
        raise NotComplete(errors)
    at = at or timezone.now()
    late = _days_late(case, at)
    if not late:
        return move_case(case, CaseStatus.SUBMITTED, by=by, at=at)
    sentence = ngettext(
        "The case %(case)s was submitted to %(expert)s, %(days)s day late.",
        "The case %(case)s was submitted to %(expert)s, %(days)s days late.",
        late,
    ) % {"case": case, "expert": case.programme.expert_label, "days": late}
    details = {"days_late": late}
    return move_case(case, CaseStatus.SUBMITTED, by=by, at=at, sentence=sentence, details=details)


def _days_late(case: Case, at: datetime.datetime) -> int:
    """Days after the city's date, for the first submission: what comes after a return is mended
    on the experts' wish, and no date was set for it."""
    if case.submitted_at is not None:
        return 0
    deadline = Deadline.of(case)
    if deadline is None:
        return 0
    return max(0, (timezone.localdate(at, case.city.tz) - deadline.item.due_on).days)


@transaction.atomic
def return_case(
    case: Case,
    *,
    by: User,
    remark: str,
    section_remarks: Mapping[str, str] | None = None,
    locks: Mapping[str, bool] | None = None,
    at: datetime.datetime | None = None,
) -> Case:
    """Give the case back to the city with a remark; remarks on sections become comments.

    ``locks`` says of sections by key whether to lock or unlock them on the way. The log keeps
    which sections came back with an open remark of this round.
    """
    if not remark.strip():
        raise CaseMoveError(gettext("Say what the city should change."))
    case = held(case)
    _require_next(case, CaseStatus.RETURNED)
    for section, text in (section_remarks or {}).items():
        if text.strip():
            about = SECTION_BY_KEY[section].key
            add_comment(CommentedCase(case), by=by, about=about, text=text.strip())
    for section, is_locked in (locks or {}).items():
        if is_locked:
            reason = gettext("It is good as it is.")
            lock_section(case, SECTION_BY_KEY[section], by=by, reason=reason)
        else:
            unlock_section(case, SECTION_BY_KEY[section], by=by)
    details = {
        "sections": remarked_sections(case),
        "locked": list(case.locks.values_list("section", flat=True)),
    }
    return move_case(
        case, CaseStatus.RETURNED, by=by, remark=remark.strip(), at=at, details=details
    )


def accept_case(case: Case, *, by: User, at: datetime.datetime | None = None) -> Case:
    """Say that the case is good as it is."""
    return move_case(case, CaseStatus.ACCEPTED, by=by, at=at)


@transaction.atomic
def distribute_case(
    case: Case, *, by: User, late_reason: str = "", at: datetime.datetime | None = None
) -> Case:
    """Freeze the case as an edition, open it to every member, and send it to the participants.

    Raises ReasonNeeded when it is later than the programme's rule allows and no reason is
    given, CaseMoveError when the workshop has no dates. A reason is recorded only if needed.
    """
    case = held(case)
    _require_next(case, CaseStatus.DISTRIBUTED)
    timing = Timing.of(case, at=at)
    if timing is None:
        raise CaseMoveError(
            gettext(
                "The workshop of this case has no dates yet. Give it its dates first; "
                "the case is distributed before its first day."
            )
        )
    reason = late_reason.strip() if timing.is_late else ""
    if timing.is_late and not reason:
        raise ReasonNeeded(timing.sentence)
    case.late_reason = reason
    case.save(update_fields=["late_reason"])
    return move_case(case, CaseStatus.DISTRIBUTED, by=by, remark=reason, at=at)


def mark_discussed(case: Case, *, by: User, at: datetime.datetime | None = None) -> Case:
    """Note that the workshop has discussed the case."""
    return move_case(case, CaseStatus.DISCUSSED, by=by, at=at)


@transaction.atomic
def close_case(case: Case, *, by: User, at: datetime.datetime | None = None) -> Case:
    """End the work on the case. Raises CaseMoveError while it is written for its next edition."""
    case = held(case)
    if case.reopened_at is not None:
        raise CaseMoveError(
            gettext(
                "The case is open for its next edition. Publish that edition, or end the writing "
                "without one, before you close the case."
            )
        )
    return move_case(case, CaseStatus.CLOSED, by=by, at=at)


@transaction.atomic
def move_case(
    case: Case,
    to: CaseStatus,
    *,
    by: User,
    remark: str = "",
    at: datetime.datetime | None = None,
    sentence: str = "",
    details: Mapping[str, Any] | None = None,
) -> Case:
    """Move a case on, with what follows from it: time stamp, version, edition, workplan, log.

    The verbs above ask first whether it is right to move; call them. The row is locked, so when
    two people press the button at once the second is told what the first did. ``at`` is for
    moves that were made elsewhere, earlier; ``sentence`` and ``details`` are what the log says
    instead, and what it keeps besides.
    """
    case = held(case)
    _require_next(case, to)
    before, at = case.status, at or timezone.now()
    case.status = to
    fields = ["status"]
    if to in STAMPS:
        setattr(case, STAMPS[to], at)
        fields.append(STAMPS[to])
    case.save(update_fields=fields)
    if to in HAND_OVERS:
        keep_version(case, HAND_OVERS[to], by=by, remark=remark, at=at)
    if to == CaseStatus.DISTRIBUTED:
        send_out(freeze_case(case, by=by, at=at))
    _follow_in_workplan(case, by=by, at=at)
    log(
        case,
        f"case_{to}",
        sentence or SENTENCES[to] % {"case": case, "expert": case.programme.expert_label},
        by=by,
        remark=remark,
        before={"status": before},
        after={"status": str(to), **(details or {})},
    )
    return case


def _require_unlocked(case: Case, section: Section) -> None:
    lock = case.locks.select_related("locked_by").filter(section=section.key).first()
    if lock is not None:
        raise SectionLocked(
            gettext("“%(section)s” is locked, so nothing was saved there. %(lock)s")
            % {"section": section.title, "lock": lock_in_words(lock, case)}
        )


def _require_next(case: Case, to: CaseStatus) -> None:
    if not case.can_become(to):
        raise CaseMoveError(why_not(case, to))


def _follow_in_workplan(case: Case, *, by: User, at: datetime.datetime) -> None:
    if case.workshop is None:
        return
    if case.status == CaseStatus.SUBMITTED:
        mark_done(case.programme, case.due_key, by=by, at=at)
    elif case.status == CaseStatus.RETURNED:
        mark_open(case.programme, case.due_key)
    elif case.status == CaseStatus.DISTRIBUTED:
        mark_done(case.programme, case.distribution_key, by=by, at=at)
