"""The table of all cases of a programme, as one person may see it. All its queries."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.editions.readers import reading_of
from cases.focus import with_question
from cases.models import Case, CaseStatus
from cases.moves import STATUS_CHIPS, DueDate, due_date_of, may_read_draft
from cases.progress import CaseProgress, progress_of
from programme.access import Seat
from programme.models import Activity, City, Group, WorkplanItem, subject_of
from programme.workplan.dates import CASE_DISTRIBUTED, CASE_DUE
from workshops.models import Workshop

# The two states that are no state of a case, because there is none or it is not shown.
HIDDEN = "hidden"
NONE = "none"
STATE_LABELS: dict[str, str | Promise] = {
    **dict(CaseStatus.choices),
    HIDDEN: gettext_lazy("Not yet distributed"),
    NONE: gettext_lazy("No case"),
}


@dataclass
class BoardRow:
    """One city, with its case as far as the person may see it."""

    city: City
    workshop: Workshop | None
    case: Case | None
    progress: CaseProgress | None
    due: DueDate | None
    # Whether a case may be there that is not shown: those who run the programme see them all.
    is_hidden: bool
    can_open: bool
    # When a case that is not shown should reach its readers.
    expected_on: datetime.date | None = None
    # How many days after its date the case was handed in, if it was.
    days_late: int = 0
    # “8 of 14 have read it”, for those who lead the discussion.
    reading: str = ""

    @property
    def state(self) -> str:
        if self.case:
            return self.case.status
        return HIDDEN if self.is_hidden else NONE

    @property
    def state_label(self) -> str | Promise:
        return STATE_LABELS[self.state]

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[self.case.status] if self.case else ""

    @property
    def note(self) -> str:
        """Since when it can be read, or until when it should be."""
        if self.case and self.case.distributed_at:
            day = date_format(timezone.localtime(self.case.distributed_at), "j M Y")
            if self.case.status == CaseStatus.DISTRIBUTED:
                return _("on %(day)s") % {"day": day}
            return _("distributed %(day)s") % {"day": day}
        if self.expected_on:
            return _("expected by %(day)s") % {"day": date_format(self.expected_on, "j M Y")}
        return ""

    @property
    def waits_for(self) -> str:
        """Who has to act, for those who see how the case is made."""
        if self.case is None or self.progress is None:
            return ""
        names = {
            "city": self.city.name,
            "expert": self.case.programme.expert_label,
        }
        if self.case.is_open:
            return _("%(city)s writes") % names
        if self.case.status == CaseStatus.SUBMITTED:
            return _("read by %(expert)s") % names
        if self.case.status == CaseStatus.ACCEPTED:
            return _("the coordinator distributes")
        return ""

    @property
    def late_words(self) -> str:
        if not self.days_late or self.case is None or self.case.is_shared:
            return ""
        return ngettext(
            "submitted %(days)s day late", "submitted %(days)s days late", self.days_late
        ) % {"days": self.days_late}

    @property
    def question(self) -> str:
        return self.case.asked if self.case else ""  # type: ignore[attr-defined]


@dataclass
class Board:
    """The rows of the table, and what they can be narrowed to."""

    rows: list[BoardRow]
    group: str = ""
    status: str = ""

    @classmethod
    def of(cls, seat: Seat, *, group: str = "", status: str = "") -> "Board":
        return cls(_rows(seat), group=group, status=status)

    @property
    def shown(self) -> list[BoardRow]:
        """The rows that the filter leaves."""
        return [
            row
            for row in self.rows
            if (not self.status or row.state == self.status)
            and (not self.group or (row.city.group and str(row.city.group.number) == self.group))
        ]

    @property
    def groups(self) -> list[Group]:
        groups = {row.city.group for row in self.rows if row.city.group}
        return sorted(groups, key=lambda group: group.number)

    @property
    def statuses(self) -> list[tuple[str, str | Promise]]:
        """The states that occur, in the order in which a case passes them."""
        present = {row.state for row in self.rows}
        return [(state, label) for state, label in STATE_LABELS.items() if state in present]

    @property
    def shows_progress(self) -> bool:
        """Whether there is a case whose progress says something: a distributed one is complete."""
        return any(row.case and not row.case.is_shared for row in self.rows)

    @property
    def has_distributed(self) -> bool:
        """Whether there is a case that every member may read."""
        return any(row.case and row.case.is_shared for row in self.rows)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.group or self.status)

    @property
    def can_open_any(self) -> bool:
        return any(row.can_open for row in self.rows)

    @property
    def standing(self) -> str:
        """Where the cases stand, in a sentence or two."""
        is_shared = Counter(row.case.is_shared for row in self.rows if row.case)
        hidden = sum(1 for row in self.rows if row.is_hidden)
        if not is_shared and not hidden:
            return _("No case has been opened yet.")
        sentences = [
            ngettext(
                "%(number)s case can be read.", "%(number)s cases can be read.", is_shared[True]
            )
            % {"number": is_shared[True]}
        ]
        if hidden:
            more = ngettext(
                "%(number)s more will follow before its workshop.",
                "%(number)s more will follow before their workshops.",
                hidden,
            )
            sentences.append(more % {"number": hidden})
        elif is_shared[False]:
            prepared = ngettext(
                "%(number)s is being prepared.", "%(number)s are being prepared.", is_shared[False]
            )
            sentences.append(prepared % {"number": is_shared[False]})
        return " ".join(sentences)


@dataclass(frozen=True)
class _Read:
    """Everything of the programme that the rows need, read once."""

    hosted: dict[int | None, Workshop]
    cases: dict[int, Case]
    progress: dict[int, CaseProgress]
    days_late: dict[int, int]
    reading: dict[int, str]
    # Dates of the workplan by their source keys.
    items: dict[str, WorkplanItem]

    @classmethod
    def of(cls, seat: Seat) -> "_Read":
        user, programme = seat.user, seat.programme
        workshops = Workshop.objects.visible_to(user).in_programme(programme).of_host_cities()
        visible = with_question(Case.objects.visible_to(user).in_programme(programme))
        cases = list(visible.select_related("city__group", "cluster", "workshop"))
        items = (
            WorkplanItem.objects.visible_to(user)
            .in_programme(programme)
            .filter(Q(source_key__endswith=CASE_DUE) | Q(source_key__endswith=CASE_DISTRIBUTED))
        )
        return cls(
            hosted={workshop.city_id: workshop for workshop in workshops},
            cases={case.city_id: case for case in cases},
            progress=progress_of(cases),
            days_late=_days_late([case for case in cases if not case.is_shared]),
            reading=reading_of(cases) if seat.is_staff else {},
            items={item.source_key: item for item in items},
        )


def _rows(seat: Seat) -> list[BoardRow]:
    """In the order in which the cities host; those who host nothing come last."""
    read = _Read.of(seat)
    cities = City.objects.visible_to(seat.user).in_programme(seat.programme)
    rows = [_row(seat, city, read) for city in cities.select_related("group")]
    return sorted(rows, key=lambda row: row.workshop.number or 0 if row.workshop else 1_000_000)


def _row(seat: Seat, city: City, read: _Read) -> BoardRow:
    city.programme = seat.programme
    workshop, case = read.hosted.get(city.pk), read.cases.get(city.pk)
    if workshop:
        workshop.programme, workshop.city = seat.programme, city
    if case is None:
        is_hidden = workshop is not None and not seat.is_staff
        return BoardRow(
            city=city,
            workshop=workshop,
            case=None,
            progress=None,
            due=None,
            is_hidden=is_hidden,
            can_open=seat.is_coordinator,
            expected_on=_expected_on(workshop, read.items) if is_hidden else None,
        )
    case.programme = seat.programme
    return BoardRow(
        city=city,
        workshop=workshop,
        case=case,
        # What is written for a next edition is for those who write it.
        progress=read.progress[case.pk] if _sees_progress(seat, case) else None,
        due=due_date_of(case, read.items),
        is_hidden=False,
        can_open=False,
        days_late=read.days_late.get(case.pk, 0),
        reading=read.reading.get(case.pk, ""),
    )


def _expected_on(workshop: Workshop | None, items: dict[str, WorkplanItem]) -> datetime.date | None:
    item = items.get(f"{workshop.source_prefix}{CASE_DISTRIBUTED}") if workshop else None
    return item.due_on if item else None


def _sees_progress(seat: Seat, case: Case) -> bool:
    return not case.is_shared or may_read_draft(seat, case)


def _days_late(cases: list[Case]) -> dict[int, int]:
    """How many days after its date each case was first handed in, as the log has it. At most one
    query."""
    waiting = {subject_of(case): case.pk for case in cases if case.submitted_at}
    if not waiting:
        return {}
    entries = Activity.objects.filter(subject__in=waiting, verb="case_submitted")
    rows = entries.order_by("-at", "-pk").values_list("subject", "after")
    return {waiting[subject]: after.get("days_late", 0) for subject, after in rows}
