"""Who may move a case, what is offered to whom, and what comes next. Runs no query."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import NEXT_STATUSES, OPEN_STATUSES, REOPENABLE_STATUSES, Case, CaseStatus
from programme.access import Seat
from programme.models import WorkplanItem

# Days before a date from which its chip says how many are left.
SOON = 14

STATUS_CHIPS: dict[str, str] = {
    CaseStatus.PROPOSED: "",
    CaseStatus.DRAFTING: "chip-info",
    CaseStatus.SUBMITTED: "chip-info",
    CaseStatus.RETURNED: "chip-due",
    CaseStatus.ACCEPTED: "chip-done",
    CaseStatus.DISTRIBUTED: "chip-done",
    CaseStatus.DISCUSSED: "chip-done",
    CaseStatus.CLOSED: "",
}


def may_move(seat: Seat, case: Case, to: str) -> bool:
    """Whether the person is one who makes this move; whether the case can is the service's."""
    if to in (CaseStatus.DRAFTING, CaseStatus.SUBMITTED):
        return writes_for(seat, case)
    return seat.is_staff


def may_read_draft(seat: Seat, case: Case) -> bool:
    """As ``Case.objects.draft_visible_to``, without a query."""
    return seat.is_staff or seat.edits(case.city)


def writes_for(seat: Seat, case: Case) -> bool:
    """One of those who write the case while it is open: its city's editors, the coordinator."""
    return seat.is_coordinator or seat.edits(case.city)


def may_write(seat: Seat, case: Case) -> bool:
    """As ``Case.objects.editable_by``, without a query."""
    return case.is_open and writes_for(seat, case)


def may_read_confidential(seat: Seat, case: Case) -> bool:
    """As ``Case.objects.in_confidence_of``, without a query."""
    if seat.is_staff:
        return True
    cities = [membership.city for membership in seat.memberships if membership.city]
    return any(
        city.pk == case.city_id or (city.group_id and city.group_id == case.city.group_id)
        for city in cities
    )


def has_begun(case: Case) -> bool:
    """Whether the workshop at which the case is discussed has opened."""
    days = case.workshop.days_until if case.workshop else None
    return days is not None and days <= 0


@dataclass(frozen=True)
class Move:
    """A button. ``asks``: it leads to a page that asks something first."""

    to: str
    label: str
    url: str
    asks: bool
    busy: str


# In the order of the buttons: what leads on comes last, where the eye ends.
BUTTONS: tuple[tuple[str, str, Promise, bool, Promise], ...] = (
    (
        CaseStatus.RETURNED,
        "cases:return",
        gettext_lazy("Return to the city…"),
        True,
        gettext_lazy("Returning…"),
    ),
    (
        CaseStatus.SUBMITTED,
        "cases:submit",
        gettext_lazy("Submit to %(expert)s"),
        False,
        gettext_lazy("Submitting…"),
    ),
    (
        CaseStatus.ACCEPTED,
        "cases:accept",
        gettext_lazy("Accept the case"),
        False,
        gettext_lazy("Accepting…"),
    ),
    (
        CaseStatus.DISTRIBUTED,
        "cases:distribute",
        gettext_lazy("Distribute…"),
        True,
        gettext_lazy("Distributing…"),
    ),
    (
        CaseStatus.DISCUSSED,
        "cases:discuss",
        gettext_lazy("Mark as discussed"),
        False,
        gettext_lazy("Saving…"),
    ),
    (
        CaseStatus.CLOSED,
        "cases:close",
        gettext_lazy("Close the case"),
        False,
        gettext_lazy("Closing…"),
    ),
)


def moves_for(seat: Seat, case: Case) -> list[Move]:
    """The moves that the case can make now and this person may."""
    possible = NEXT_STATUSES[case.status]
    return [
        Move(
            to=to,
            label=label % {"expert": case.programme.expert_label},
            url=reverse(name, args=[case.programme.slug, case.city.slug]),
            asks=asks,
            busy=str(busy),
        )
        for to, name, label, asks, busy in BUTTONS
        if to in possible and may_move(seat, case, to)
        # What is written for the next edition is published or ended first.
        if not (to == CaseStatus.CLOSED and case.reopened_at)
    ]


@dataclass(frozen=True)
class NextEdition:
    """What the person may do towards the next edition of a distributed case."""

    number: int
    # Open it, and, once it is open, publish it or end the writing.
    can_open: bool
    is_open: bool
    can_publish: bool

    @classmethod
    def of(cls, seat: Seat, case: Case, number: int) -> "NextEdition":
        is_open = case.reopened_at is not None
        may_open = case.status in REOPENABLE_STATUSES
        return cls(
            number=number,
            can_open=seat.is_staff and may_open and not is_open,
            is_open=is_open,
            can_publish=seat.is_staff and is_open,
        )


@dataclass(frozen=True)
class DueDate:
    """A date that somebody must meet, in words."""

    due_on: datetime.date
    is_done: bool = False
    # What more time was given, and why; empty without an extension.
    note: str = ""

    @property
    def days_left(self) -> int:
        return (self.due_on - timezone.localdate()).days

    @property
    def words(self) -> str:
        return date_format(self.due_on, "l j F Y")

    @property
    def chip(self) -> str:
        """“7 days left”, “12 days late”, “by 31 August”."""
        days = self.days_left
        if days < 0:
            return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
        if days == 0:
            return _("Due today")
        if days <= SOON:
            return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        return _("Due %(day)s") % {"day": date_format(self.due_on, "j M Y")}

    @property
    def chip_class(self) -> str:
        if self.days_left < 0:
            return "chip-late"
        return "chip-due" if self.days_left <= SOON else ""


def due_date_of(case: Case, items: dict[str, WorkplanItem]) -> DueDate | None:
    """The date that the case has to meet next: with the experts, then with its readers."""
    if case.is_shared:
        return None
    key = case.due_key if case.status in OPEN_STATUSES else case.distribution_key
    item = items.get(key)
    if item is None:
        return None
    return DueDate(item.due_on, item.is_done, item.extension_words)


@dataclass(frozen=True)
class NextStep:
    """What comes next, who must do it, and until when."""

    heading: str
    sentence: str
    due: DueDate | None
    is_mine: bool


def next_step(seat: Seat, case: Case, due: DueDate | None) -> NextStep:
    expert, city = case.programme.expert_label, case.city.name
    by = {"city": city, "expert": expert, "day": due.words if due else ""}
    mine = any(move for move in moves_for(seat, case))
    if case.reopened_at is not None:
        return _step_of_reopened(seat, case)
    if case.is_open:
        writes = seat.edits(case.city)
        heading = _("It is your turn") if writes else _("Waits for %(city)s") % by
        return NextStep(heading, _sentence_of_open(case, writes, due) % by, due, writes)
    if case.status == CaseStatus.SUBMITTED:
        heading = _("It is your turn") if mine else _("Waits for %(expert)s") % by
        sentence = (
            _("Read the case, comment on what is unclear, then accept it or return it to %(city)s.")
            if mine
            else _("The case is read by %(expert)s, then accepted or returned with a remark.")
        )
        return NextStep(heading, sentence % by, due, mine)
    if case.status == CaseStatus.ACCEPTED:
        heading = _("It is your turn") if mine else _("Waits for the coordinator")
        if due is None:
            sentence = _("The case is ready to be distributed; its workshop has no dates yet.")
        else:
            sentence = _("The case is ready to be distributed, by %(day)s at the latest.")
        return NextStep(heading, sentence % by, due, mine)
    if case.status == CaseStatus.DISTRIBUTED:
        if mine and has_begun(case):
            sentence = _("Mark the case as discussed once the workshop has worked on it.")
            return NextStep(_("It is your turn"), sentence, None, is_mine=True)
        heading = _("Waits for the workshop")
        sentence = _("The case is frozen. Every member can read it.")
        return NextStep(heading, sentence, None, is_mine=False)
    if case.status == CaseStatus.DISCUSSED:
        if seat.edits(case.city):
            sentence = _("Answer the proposed actions, and say later what became of them.")
            return NextStep(_("It is your turn"), sentence, None, is_mine=True)
        heading = _("Waits for %(city)s") % by
        sentence = _("%(city)s answers the proposed actions and says what becomes of them.") % by
        return NextStep(heading, sentence, None, is_mine=False)
    return NextStep(_("Closed"), _("The work on this case has ended."), None, False)


def _step_of_reopened(seat: Seat, case: Case) -> NextStep:
    """A distributed case that is written again: members do not notice before it is published."""
    if seat.edits(case.city):
        sentence = _(
            "Write what has to change. Members keep reading the last edition until %(expert)s or "
            "the coordinator publishes the new one."
        ) % {"expert": case.programme.expert_label}
        return NextStep(_("Open for a new edition"), sentence, None, is_mine=True)
    sentence = _(
        "%(city)s writes the new edition; publish it when it is good. Members keep reading the "
        "last one meanwhile."
    ) % {"city": case.city.name}
    return NextStep(_("Open for a new edition"), sentence, None, is_mine=seat.is_staff)


def _sentence_of_open(case: Case, writes: bool, due: DueDate | None) -> str:
    if case.status == CaseStatus.RETURNED:
        if writes:
            return _("Make the changes asked for by %(expert)s, then submit the case again.")
        return _("%(city)s changes what was asked for and submits the case again.")
    if due is None:
        if writes:
            return _("Write the six sections, then submit the case to %(expert)s.")
        return _("%(city)s writes the six sections and submits the case to %(expert)s.")
    if writes:
        return _("Write the six sections and submit the case to %(expert)s by %(day)s.")
    return _("%(city)s writes the six sections and submits the case to %(expert)s by %(day)s.")
