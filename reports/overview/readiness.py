"""How far each workshop is, from its dates to its published report: a row each, a step a column."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Case, Edition, Receipt
from programme.access import Seat
from programme.models import City, WorkplanItem
from programme.workplan import (
    AGENDA_RELEASED,
    CASE_DISTRIBUTED,
    CHOICE_DUE,
    DATES_FIXED,
    REPORT_DUE,
)
from reports.models import CityReport, ReportStatus
from workshops.models import (
    AgendaItem,
    AgendaItemKind,
    AttendsAs,
    FileKind,
    ItemNotes,
    PracticalNote,
    Registration,
    SurveyInvitation,
    Workshop,
    WorkshopFile,
    WorkshopKind,
)

DONE, LATE, DUE, AHEAD, NONE = "done", "late", "due", "ahead", "none"
# Nearer than this, what is open is due.
SOON = datetime.timedelta(days=14)

COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("Dates"),
    gettext_lazy("Agenda"),
    gettext_lazy("Case or sheets"),
    gettext_lazy("Case read"),
    gettext_lazy("Choices"),
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

    @property
    def steps(self) -> list[Step]:
        made = (
            self._dates(),
            self._agenda(),
            self._prepared(),
            self._read(),
            self._choices(),
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
        workshops = list(_counted(_shown_to(seat)).select_related("city__group"))
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


def _counted(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """With the figures of the board, each counted apart: joins would multiply them."""
    coming = Registration.objects.filter(workshop=OuterRef("pk")).coming()
    choosing = coming.exclude(attends_as=AttendsAs.POLICYMAKER)
    visits = AgendaItem.objects.in_draft().filter(
        workshop=OuterRef("pk"), kind=AgendaItemKind.VISIT
    )
    notes = ItemNotes.objects.filter(item__workshop=OuterRef("pk")).exclude(text="")
    files = WorkshopFile.objects.filter(workshop=OuterRef("pk"), kind=FileKind.SIGNED_LIST)
    asked = SurveyInvitation.objects.filter(registration__workshop=OuterRef("pk"))
    receipts = Receipt.objects.filter(
        edition__in=Edition.objects.current(), edition__case__workshop=OuterRef("pk")
    )
    written = PracticalNote.objects.filter(workshop=OuterRef("pk")).exclude(text="")
    return workshops.annotate(
        to_choose=_number(choosing, "workshop"),
        chosen=_number(choosing.filter(sign_up__isnull=False), "workshop"),
        visits=_number(visits, "workshop"),
        visits_ready=_number(visits.exclude(meeting_point=""), "workshop"),
        noted=_number(notes, "item__workshop"),
        signed=_number(files, "workshop"),
        invited=_number(asked, "registration__workshop"),
        answered=_number(asked.filter(has_answered=True), "registration__workshop"),
        sent=_number(receipts, "edition__case__workshop"),
        read=_number(receipts.filter(read_at__isnull=False), "edition__case__workshop"),
        has_note=_number(written, "workshop"),
    )


def _number(rows: QuerySet[Any], workshop: str) -> Any:
    """How many of the rows a workshop has, as a subquery; ``workshop`` is their way to it."""
    counted = rows.order_by().values(workshop).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
