"""How far each workshop is, from its dates to its published report: a row each, a step a column."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Case
from programme.access import Seat
from programme.models import City, WorkplanItem
from programme.workplan.dates import (
    AGENDA_RELEASED,
    CASE_DISTRIBUTED,
    CHOICE_DUE,
    DATES_FIXED,
    REPORT_DUE,
)
from reports.models import CityReport, ReportStatus
from reports.overview.counted import session_of, with_steps
from workshops.models import (
    Workshop,
    WorkshopKind,
)

DONE, LATE, DUE, AHEAD, NONE = "done", "late", "due", "ahead", "none"
STATE_WORDS: dict[str, Promise] = {
    DONE: gettext_lazy("Done:"),
    LATE: gettext_lazy("Late:"),
    DUE: gettext_lazy("Due:"),
    AHEAD: gettext_lazy("Ahead:"),
}
# Nearer than this, what is open is due.
SOON = datetime.timedelta(days=14)

COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("Dates"),
    gettext_lazy("Agenda"),
    gettext_lazy("Case or sheets"),
    gettext_lazy("Case read"),
    gettext_lazy("Choices"),
    gettext_lazy("Meetings"),
    gettext_lazy("Visits"),
    gettext_lazy("Practical note"),
    gettext_lazy("Signed lists"),
    gettext_lazy("Notes"),
    gettext_lazy("Survey"),
    gettext_lazy("Report"),
    gettext_lazy("Facts checked"),
    gettext_lazy("Published"),
)


@dataclass(frozen=True)
class Step:
    """One cell: its state as a mark, the same in words, and the page where it is done."""

    label: str
    state: str
    words: str
    url: str = ""

    @property
    def state_words(self) -> str:
        """The state for whoever does not see the mark."""
        return str(STATE_WORDS.get(self.state, ""))

    @property
    def is_open(self) -> bool:
        """Something that somebody should see to now."""
        return self.state in (LATE, DUE)


NOTHING = Step("", NONE, "–")


@dataclass
class ReadinessRow:
    """A workshop with all that its steps follow from."""

    workshop: Workshop
    seat: Seat
    due: dict[str, WorkplanItem] = field(default_factory=dict)
    case: Case | None = None
    report: CityReport | None = None
    # Cities with a proposed case, and all of them: what the kick-off's sheets are about.
    sheets: tuple[int, int] = (0, 0)

    @cached_property
    def steps(self) -> list[Step]:
        made = (
            self._dates(),
            self._agenda(),
            self._prepared(),
            self._read(),
            self._choices(),
            self._meetings(),
            self._visits(),
            self._practical_note(),
            self._signed_lists(),
            self._notes(),
            self._survey(),
            *self._report_steps(),
        )
        return [
            Step(str(column), step.state, step.words, step.url)
            for column, step in zip(COLUMNS, made, strict=True)
        ]

    @property
    def open_steps(self) -> list[Step]:
        return [step for step in self.steps if step.is_open]

    def _url(self, name: str) -> str:
        return reverse(name, args=[self.seat.programme.slug, self.workshop.slug])

    def _until(self, rule: str) -> tuple[str, str]:
        """State and words of something that is not done yet, by its date in the workplan."""
        item = self.due.get(rule)
        if item is None:
            return AHEAD, _("open")
        day = date_format(item.due_on, "j M")
        if item.days_left < 0:
            return LATE, _("was due %(day)s") % {"day": day}
        state = DUE if item.days_left <= SOON.days else AHEAD
        return state, _("by %(day)s") % {"day": day}

    def _nearing(self) -> str:
        """The state of something without a date of its own that the workshop needs."""
        days = self.workshop.days_until
        return DUE if days is not None and days <= SOON.days else AHEAD

    def _dates(self) -> Step:
        if self.workshop.is_dated:
            # The year stands in the column's way, and the row's order tells it.
            words = self.workshop.dates_short.rpartition(" ")[0]
            return Step("", DONE, words, self._url("workshops:detail"))
        state, words = self._until(DATES_FIXED)
        url = self._url("workshops:edit") if self.seat.is_coordinator else ""
        return Step("", DUE if state == AHEAD else state, words, url)

    def _agenda(self) -> Step:
        released = self.workshop.agenda_released_at
        if released:
            day = date_format(timezone.localdate(released, self.workshop.tz), "j M")
            return Step("", DONE, day, self._url("workshops:detail"))
        return Step("", *self._until(AGENDA_RELEASED), self._url("workshops:agenda_edit"))

    def _prepared(self) -> Step:
        """The case; at the kick-off the sheets of the groups."""
        if self.workshop.kind == WorkshopKind.KICK_OFF:
            filled, cities = self.sheets
            is_done = cities > 0 and filled >= cities
            state = DONE if is_done else DUE if self.workshop.is_held else self._nearing()
            words = _of(filled, cities)
            return Step(
                "", state, words, reverse("workshops:group_sheet", args=[self.seat.programme.slug])
            )
        if self.workshop.kind != WorkshopKind.CITY:
            return NOTHING
        if self.case is None:
            return Step(
                "", AHEAD, _("no case yet"), reverse("cases:list", args=[self.seat.programme.slug])
            )
        url = reverse("cases:detail", args=[self.seat.programme.slug, self.case.city.slug])
        if self.case.is_shared:
            return Step("", DONE, _sent_words(self.case), url)
        return Step("", *self._until(CASE_DISTRIBUTED), url)

    def _read(self) -> Step:
        if self.case is None or not self.case.is_shared or self.workshop.kind != WorkshopKind.CITY:
            return NOTHING if self.workshop.kind != WorkshopKind.CITY else Step("", AHEAD, "–")
        read, sent = self.workshop.read, self.workshop.sent  # type: ignore[attr-defined]
        url = reverse("cases:detail", args=[self.seat.programme.slug, self.case.city.slug])
        is_done = self.workshop.is_held or (sent > 0 and read >= sent)
        return Step("", DONE if is_done else self._nearing(), _of(read, sent), url)

    def _choices(self) -> Step:
        if self.workshop.kind != WorkshopKind.CITY:
            return NOTHING
        chosen, coming = self.workshop.chosen, self.workshop.to_choose  # type: ignore[attr-defined]
        url = self._url("workshops:participants")
        if coming and chosen >= coming or self.workshop.is_held:
            return Step("", DONE, _of(chosen, coming), url)
        state, _words = self._until(CHOICE_DUE)
        return Step("", state if coming else AHEAD, _of(chosen, coming), url)

    def _meetings(self) -> Step:
        """Whether choice B is arranged: open, every agreed meeting with a time, times published."""
        if self.workshop.kind != WorkshopKind.CITY:
            return NOTHING
        session = session_of(self.workshop)
        unplaced = self.workshop.meetings_unplaced  # type: ignore[attr-defined]
        placed = self.workshop.meetings_placed  # type: ignore[attr-defined]
        words = str(placed)
        if self.workshop.is_held:
            if not placed:
                return Step("", NONE, _("none"))
            return Step("", DONE, words, self._url("workshops:meeting_results"))
        if session is None or not session.is_open:
            return Step("", self._nearing(), _("not open"), self._url("workshops:meeting_session"))
        url = self._url("workshops:meeting_board")
        if unplaced:
            words = _("%(number)s without a time") % {"number": unplaced}
            return Step("", self._nearing(), words, url)
        if not session.shows_times:
            return Step("", self._nearing(), _("not published"), url)
        return Step("", DONE if placed else AHEAD, words if placed else _("open"), url)

    def _visits(self) -> Step:
        if self.workshop.kind != WorkshopKind.CITY:
            return NOTHING
        ready, visits = self.workshop.visits_ready, self.workshop.visits  # type: ignore[attr-defined]
        url = self._url("workshops:agenda_edit")
        if not visits:
            return Step("", DONE if self.workshop.is_held else AHEAD, _("none planned"), url)
        if ready < visits and not self.workshop.is_held:
            words = _("no meeting point")
            return Step("", self._nearing(), words, url)
        words = ngettext("%(visits)s visit", "%(visits)s visits", visits) % {"visits": visits}
        return Step("", DONE, words, url)

    def _practical_note(self) -> Step:
        url = self._url("workshops:practical_note")
        if self.workshop.has_note:  # type: ignore[attr-defined]
            return Step("", DONE, _("written"), url)
        if self.workshop.is_held:
            return Step("", NONE, _("none"), url)
        return Step("", self._nearing(), _("not yet"), url)

    def _signed_lists(self) -> Step:
        return self._afterwards(
            self.workshop.signed,  # type: ignore[attr-defined]
            ngettext("%(n)s list", "%(n)s lists", self.workshop.signed),  # type: ignore[attr-defined]
            self._url("workshops:papers"),
        )

    def _notes(self) -> Step:
        noted = self.workshop.noted  # type: ignore[attr-defined]
        words = ngettext("%(n)s item", "%(n)s items", noted)
        return self._afterwards(noted, words, self._url("workshops:notes"))

    def _afterwards(self, number: int, words: str, url: str) -> Step:
        """Something that is there after the workshop, and missing when it is not."""
        if number:
            return Step("", DONE, words % {"n": number}, url)
        return Step("", DUE, _("missing"), url) if self.workshop.is_held else Step("", AHEAD, "–")

    def _survey(self) -> Step:
        invited, answered = self.workshop.invited, self.workshop.answered  # type: ignore[attr-defined]
        url = self._url("workshops:survey")
        if not invited:
            state = DUE if self.workshop.is_held else AHEAD
            return Step("", state, _("not opened") if state == DUE else "–", url)
        closes = self.workshop.survey_closes_on
        is_over = closes is not None and closes < timezone.localdate(timezone=self.workshop.tz)
        return Step("", DONE if is_over else AHEAD, _of(answered, invited), url)

    def _report_steps(self) -> tuple[Step, Step, Step]:
        """Written, checked by the city, published."""
        if self.workshop.kind != WorkshopKind.CITY:
            return NOTHING, NOTHING, NOTHING
        # Where experts begin one; the city opens it once it is there for the city.
        may_open = self.report or self.seat.is_staff
        url = self._url("reports:city_report") if may_open else ""
        status = self.report.status if self.report else ""
        state, words = self._until(REPORT_DUE)
        written = Step("", state, words, url)
        checked = published = Step("", AHEAD, "–", url)
        if status == ReportStatus.IN_REVIEW:
            written = Step("", DUE, _("in review"), url)
        elif status and status != ReportStatus.DRAFTING:
            written = Step("", DONE, _("written"), url)
            checked = Step("", DONE, _("checked"), url)
            published = Step("", state, words, url)
            if status == ReportStatus.WITH_CITY:
                checked = Step("", DUE, _("with the city"), url)
            elif status == ReportStatus.APPROVED:
                published = Step("", DUE, _("approved"), url)
            elif status == ReportStatus.PUBLISHED and self.report:
                published = Step("", DONE, _published_words(self.report), url)
        return written, checked, published


def _sent_words(case: Case) -> str:
    if case.distributed_at is None:
        return _("sent")
    return date_format(timezone.localdate(case.distributed_at), "j M")


def _published_words(report: CityReport) -> str:
    if report.published_at is None:
        return _("published")
    return date_format(timezone.localdate(report.published_at), "j M")


def _of(some: int, every: int) -> str:
    return _("%(some)s of %(all)s") % {"some": some, "all": every} if every else "–"


@dataclass
class Readiness:
    """The board: every workshop for who runs the programme, the own one for its host."""

    rows: list[ReadinessRow]

    columns = COLUMNS

    @property
    def open_total(self) -> int:
        return sum(len(row.open_steps) for row in self.rows)

    @classmethod
    def of(cls, seat: Seat) -> "Readiness":
        """Five queries, however many workshops."""
        programme = seat.programme
        shown = with_steps(_shown_to(seat))
        workshops = list(shown.select_related("city__group", "networking_session"))
        cases = Case.objects.visible_to(seat.user).filter(workshop__in=workshops)
        case_of = {case.workshop_id: case for case in cases.select_related("city")}
        reports = CityReport.objects.visible_to(seat.user).filter(workshop__in=workshops)
        report_of = {report.workshop_id: report for report in reports}
        due = _due_dates(seat)
        sheets = City.objects.filter(programme=programme).aggregate(
            filled=Count("pk", filter=~Q(proposed_case="")), cities=Count("pk")
        )
        rows = []
        for workshop in workshops:
            workshop.programme = programme
            rows.append(
                ReadinessRow(
                    workshop,
                    seat,
                    due.get(workshop.source_prefix, {}),
                    case_of.get(workshop.pk),
                    report_of.get(workshop.pk),
                    (sheets["filled"], sheets["cities"]),
                )
            )
        return cls(rows)


def _shown_to(seat: Seat) -> QuerySet[Workshop]:
    rows = Workshop.objects.visible_to(seat.user).in_programme(seat.programme)
    return rows if seat.is_staff else rows.filter(city__in=seat.edited_cities)


def _due_dates(seat: Seat) -> dict[str, dict[str, WorkplanItem]]:
    """The computed dates, by the workshop's prefix and by rule."""
    items = WorkplanItem.objects.visible_to(seat.user).in_programme(seat.programme)
    found: dict[str, dict[str, WorkplanItem]] = {}
    for item in items.filter(source_key__startswith="workshop:"):
        prefix, colon, rule = item.source_key.rpartition(":")
        found.setdefault(prefix + colon, {})[rule] = item
    return found
