"""“Needs you”: what this person has to do next, why, until when, and the one link that does it.

Most of it is read from the workplan, the one table of dates. The state of the case or report
behind a date decides the words and the link, so a task never asks for what cannot be done yet.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.follow_up import MONTHS_OF, follow_up_url
from cases.models import Case, CaseStatus, Edition, Receipt
from cases.progress import CaseProgress
from programme.models import Activity, Role, WorkplanItem, subject_of
from programme.workplan import dates
from programme.workplan.done import may_mark_done, rule_of
from reports.models import CityReport, ReportStatus
from reports.overview.needs_in_room import room_tasks
from reports.overview.needs_of_meetings import OfMeetings
from reports.overview.needs_of_reports import OfReports
from reports.overview.needs_on_site import OnSite
from reports.overview.rows import HORIZON, ProgrammeRows
from reports.overview.task import Task
from workshops.models import Choice, Workshop

# Why a report that is late is not out yet; what waits for the coordinator is a task of its own.
LATE_WORDS: dict[str, Promise] = {
    ReportStatus.DRAFTING: gettext_lazy("It is still with %(experts)s."),
    ReportStatus.WITH_CITY: gettext_lazy("It is with the city for the check of facts."),
}


@dataclass
class Needs:
    """The rows from which the tasks follow, read once for the whole overview."""

    rows: ProgrammeRows
    progress: dict[int, CaseProgress]
    # Latest remark with which a case or a report came back, by its name in the log.
    remarks: dict[str, str] = field(default_factory=dict)
    # Cases whose last edition the person says to have read.
    read: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.seat = self.rows.seat
        self.cases, self.reports = self.rows.cases, self.rows.reports
        self.case_of = {case.workshop_id: case for case in self.cases if case.workshop_id}
        self.report_of = {report.workshop_id: report for report in self.reports}
        self.workshop_of = {workshop.source_prefix: workshop for workshop in self.rows.workshops}
        self.slug = self.seat.programme.slug

    def tasks(self) -> list[Task]:
        """The person's tasks, the most pressing first."""
        today = timezone.localdate()
        found: list[Task] = []
        for item in self.rows.items:
            if item.is_done or item.due_on > today + HORIZON:
                continue
            found += self._tasks_of_item(item)
        found += self._own_cases()
        found += self._reading()
        if self.seat.is_expert:
            found += self._submitted_cases()
        found += OfReports(self.rows).tasks()
        found += OnSite(self.rows).tasks()
        found += room_tasks(self.rows)
        found += OfMeetings(self.rows).tasks()
        far = datetime.date.max
        return sorted(set(found), key=lambda task: (task.due_on or far, task.title))

    def _tasks_of_item(self, item: WorkplanItem) -> Iterator[Task]:
        workshop, rule = self._source(item)
        if workshop is None or rule not in dates.OWN_RULES:
            # Written by hand, or by a rule of the programme's own: a person says that it is done.
            if self._is_mine(item):
                url = f"{reverse('programme:workplan', args=[self.slug])}#item-{item.pk}"
                if may_mark_done(item, self.seat):
                    url = reverse("programme:item_evidence", args=[self.slug, item.pk])
                yield Task(item.title, item.note, url, item.due_on)
            return
        makers = {
            dates.DATES_FIXED: self._dates,
            dates.AGENDA_RELEASED: self._agenda,
            dates.CASE_DUE: self._case_due,
            dates.CASE_DISTRIBUTED: self._distribution,
            dates.CHOICE_DUE: self._choice,
            dates.REPORT_DUE: self._report_due,
            dates.FOLLOW_UP_6: self._follow_up,
            dates.FOLLOW_UP_12: self._follow_up,
        }
        if rule in makers:
            yield from makers[rule](item, workshop)

    def _source(self, item: WorkplanItem) -> tuple[Workshop | None, str]:
        """The workshop from which a date is computed, and by which rule."""
        prefix, colon, rule = item.source_key.rpartition(":")
        return self.workshop_of.get(prefix + colon), rule

    def _is_mine(self, item: WorkplanItem) -> bool:
        if item.owner_role == Role.EDITOR:
            return self.seat.edits(item.city)
        return item.owner_role in self.seat.roles

    # One maker per rule of the count-back

    def _dates(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        if self.seat.is_coordinator:
            yield Task(
                _("Fix the dates of %(workshop)s") % {"workshop": workshop},
                _("Everything else is counted from them."),
                reverse("workshops:edit", args=[self.slug, workshop.slug]),
                item.due_on,
            )

    def _agenda(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        if self._is_mine(item):
            yield Task(
                _("Release the agenda of %(workshop)s") % {"workshop": workshop},
                _("Until then only those who write it can see it."),
                reverse("workshops:agenda_edit", args=[self.slug, workshop.slug]),
                item.due_on,
            )

    def _case_due(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        case = self.case_of.get(workshop.pk)
        if case is None or case.is_shared or not case.is_open:
            return
        if self.seat.is_coordinator and item.is_late and not self.seat.edits(case.city):
            yield Task(
                _("The %(case)s case is not with the experts yet") % {"case": case},
                _("%(city)s is writing: %(how_far)s.")
                % {"city": case.city, "how_far": self._how_far(case)},
                reverse("cases:detail", args=[self.slug, case.city.slug]),
                item.due_on,
            )

    def _how_far(self, case: Case) -> str:
        progress = self.progress.get(case.pk)
        return progress.text if progress else ""

    def _distribution(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        case = self.case_of.get(workshop.pk)
        if case is None or not self.seat.is_coordinator:
            return
        url = reverse("cases:detail", args=[self.slug, case.city.slug])
        if case.status == CaseStatus.ACCEPTED:
            why = _("Accepted by %(experts)s. Must reach participants by %(day)s.") % {
                "experts": self.seat.programme.expert_label,
                "day": date_format(item.due_on, "j F"),
            }
            url = reverse("cases:distribute", args=[self.slug, case.city.slug])
            yield Task(_("Distribute the %(case)s case") % {"case": case}, why, url, item.due_on)
        elif item.days_left <= 14:
            yield Task(
                _("The %(case)s case cannot be distributed yet") % {"case": case},
                _("It is %(status)s; the experts have to accept it first.")
                % {"status": case.get_status_display().lower()},
                url,
                item.due_on,
            )

    def _choice(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        if workshop.is_held:
            return
        own = self.rows.own_place(workshop)
        url = reverse("workshops:detail", args=[self.slug, workshop.slug])
        if own and own.owes_choice and workshop.agenda_released_at:
            yield Task(
                _("Choose A or B for %(workshop)s") % {"workshop": workshop},
                _("Case discussion or networking on the second day; you cannot be in both."),
                url,
                item.due_on,
            )
        if self.seat.is_coordinator:
            guests = [guest for guest in self.rows.guests if guest.workshop_id == workshop.pk]
            missing = sum(1 for guest in guests if guest.owes_choice)
            if missing:
                title = ngettext(
                    "%(number)s person has not chosen A or B for %(workshop)s",
                    "%(number)s people have not chosen A or B for %(workshop)s",
                    missing,
                ) % {"number": missing, "workshop": workshop.place_name}
                url = reverse("workshops:participants", args=[self.slug, workshop.slug])
                chosen = Counter(guest.choice for guest in guests)
                why = _("Choice A has %(a)s, choice B %(b)s.") % {
                    "a": chosen[Choice.A],
                    "b": chosen[Choice.B],
                }
                yield Task(title, why, url, item.due_on)

    def _report_due(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        if not workshop.is_held:
            return
        report = self.report_of.get(workshop.pk)
        status = report.status if report else ReportStatus.DRAFTING
        words = {
            "city": workshop.place_name,
            "experts": self.seat.programme.expert_label,
            "day": date_format(workshop.last_day, "j F"),
        }
        title = why = ""
        if status == ReportStatus.DRAFTING and self.seat.is_expert:
            title = _("Write the city report of %(city)s")
            why = _("The workshop ended on %(day)s.")
            if report and (remark := self.remarks.get(subject_of(report))):
                title = _("Mend the city report of %(city)s")
                why = remark.replace("%", "%%")
        elif self.seat.is_coordinator and item.is_late and status in LATE_WORDS:
            title = _("The city report of %(city)s is not published yet")
            why = str(LATE_WORDS[ReportStatus(status)])
        if title:
            url = reverse("reports:city_report", args=[self.slug, workshop.slug])
            yield Task(title % words, why % words, url, item.due_on)

    def _follow_up(self, item: WorkplanItem, workshop: Workshop) -> Iterator[Task]:
        case = self.case_of.get(workshop.pk)
        if case and self.seat.edits(case.city) and workshop.is_held:
            yield Task(
                _("Say what became of the actions proposed in %(city)s") % {"city": case.city},
                _("Asked %(months)s months after the workshop; a few words on each will do.")
                % {"months": MONTHS_OF[rule_of(item)]},
                follow_up_url(case, MONTHS_OF[rule_of(item)]),
                item.due_on,
            )

    # What follows from a state alone

    def _own_cases(self) -> Iterator[Task]:
        """What the person has to write, however far its date is: it takes months."""
        due = {item.source_key: item for item in self.rows.items}
        for case in self.cases:
            if not case.is_open or not self.seat.edits(case.city):
                continue
            if case.is_shared:
                yield self._next_edition(case)
                continue
            returned = case.status == CaseStatus.RETURNED
            title = _("Mend the %(case)s case") if returned else _("Write the %(case)s case")
            why = self.remarks.get(subject_of(case), "") if returned else self._how_far(case)
            url = reverse("cases:detail", args=[self.slug, case.city.slug])
            item = due.get(case.due_key)
            more = item.extension_words if item else ""
            if more:
                why = f"{why.rstrip('.')}. {more}" if why else more
            yield Task(title % {"case": case}, why, url, item.due_on if item else None)

    def _next_edition(self, case: Case) -> Task:
        """Nothing but politeness presses: readers have the last edition."""
        return Task(
            _("Write the next edition of the %(case)s case") % {"case": case},
            _("It is open again. Members read the last edition until the new one is published."),
            reverse("cases:detail", args=[self.slug, case.city.slug]),
        )

    def _submitted_cases(self) -> Iterator[Task]:
        due = {item.source_key: item.due_on for item in self.rows.items}
        for case in self.cases:
            if case.status == CaseStatus.SUBMITTED:
                yield Task(
                    _("Read the %(case)s case and accept or return it") % {"case": case},
                    _("Submitted by %(city)s.") % {"city": case.city},
                    reverse("cases:detail", args=[self.slug, case.city.slug]),
                    due.get(case.distribution_key),
                )

    def _reading(self) -> Iterator[Task]:
        """The distributed case of a coming workshop, for all who come and did not write it."""
        for workshop in self.rows.coming:
            case = self.case_of.get(workshop.pk)
            if case is None or not case.is_shared or case.pk in self.read:
                continue
            if self.rows.own_place(workshop) and not self.seat.edits(case.city):
                yield Task(
                    _("Read the %(case)s case") % {"case": case},
                    _("It is discussed at the workshop in %(city)s.") % {"city": case.city},
                    reverse("cases:detail", args=[self.slug, case.city.slug]),
                    workshop.starts_on,
                )


def read_by(rows: ProgrammeRows) -> set[int]:
    """The cases whose last edition the person has read; asked for those that come. One query at
    most."""
    coming = [workshop.pk for workshop in rows.coming if rows.own_place(workshop)]
    shared = [case.pk for case in rows.cases if case.is_shared and case.workshop_id in coming]
    if not shared:
        return set()
    receipts = Receipt.objects.filter(
        edition__in=Edition.objects.current().filter(case__in=shared),
        user=rows.seat.user,
        read_at__isnull=False,
    )
    return set(receipts.values_list("edition__case", flat=True))


def return_remarks(cases: list[Case], reports: list[CityReport]) -> dict[str, str]:
    """The last remark with which each returned case or report came back. At most one query."""
    returned = {subject_of(case) for case in cases if case.status == CaseStatus.RETURNED}
    returned |= {subject_of(r) for r in reports if r.status == ReportStatus.DRAFTING}
    if not returned:
        return {}
    verbs = ["case_returned", "report_from_review", "report_from_city", "report_recalled"]
    verbs.append("report_reopened")
    rows = Activity.objects.filter(subject__in=returned, verb__in=verbs).order_by("at", "pk")
    return {row.subject: row.remark or row.sentence for row in rows}
