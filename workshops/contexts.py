"""What the pages of workshops show. Their queries run here; the templates run none."""

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import ItemKind, Phase, WorkplanItem
from programme.workplan.dates import (
    AGENDA_RELEASED,
    CASE_DISTRIBUTED,
    CHOICE_DUE,
    REPORT_DUE,
    WORKSHOP_HELD,
)
from workshops.access import runs
from workshops.agendas.changes import Change, changes_between
from workshops.agendas.days import Conflict, Day, conflicts_of, days_of
from workshops.agendas.release_page import ReleaseState
from workshops.agendas.releases import count_places, items_of
from workshops.dates.unusual import clash_words
from workshops.matchmaking.schedules import next_meeting_of
from workshops.matchmaking.stake import words_at_stake
from workshops.models import (
    AgendaItem,
    AgendaRelease,
    Choice,
    ChoiceWait,
    ItemNotes,
    Registration,
    SignUp,
    Workshop,
    WorkshopFile,
    WorkshopKind,
)
from workshops.on_the_day.now import NowAndNext, now_and_next
from workshops.people.standing import Standing
from workshops.services import has_passed
from workshops.services.scheduling import title_prefix

# Nearer than this, an open date is marked as due soon.
SOON_DAYS = 14


@dataclass(frozen=True)
class Check:
    """A line of “Before, during, after”."""

    title: str
    item: WorkplanItem

    @property
    def css_class(self) -> str:
        if self.item.is_done:
            return "is-done"
        if self.item.is_late:
            return "is-late"
        return "is-due" if self.item.days_left <= SOON_DAYS else ""

    @property
    def when(self) -> str:
        """“done 3 September”, “due 31 August”; the year where it is not this one."""
        if self.item.done_at:
            return _("done %(day)s") % {"day": _day(timezone.localdate(self.item.done_at))}
        if self.item.kind == ItemKind.MILESTONE:
            return _day(self.item.due_on)
        if self.item.is_late:
            return _("was due %(day)s") % {"day": _day(self.item.due_on)}
        return _("due %(day)s") % {"day": _day(self.item.due_on)}


def _day(day: datetime.date) -> str:
    same_year = day.year == timezone.localdate().year
    return date_format(day, "j M" if same_year else "j M Y")


def draft_items(workshop: Workshop) -> list[AgendaItem]:
    """What those who write an agenda work on, with how many chose what."""
    return list(workshop.agenda_items.in_draft().with_taken())


def _items_of(releases: list[AgendaRelease], workshop: Workshop) -> list[AgendaItem]:
    items = items_of(releases[0], workshop) if releases else []
    count_places(items)
    return items


@dataclass
class WorkshopPage:
    """One workshop as one person sees it."""

    workshop: Workshop
    seat: Seat
    items: list[AgendaItem]
    plan: dict[str, WorkplanItem]
    registered: int
    registration: Registration | None = None
    # The current release and the one before it; none while the agenda is a draft.
    releases: list[AgendaRelease] = field(default_factory=list)
    # What is shown is what its writers work on, not what members read.
    shows_draft: bool = False

    @classmethod
    def of(cls, workshop: Workshop, seat: Seat, *, draft: bool = False) -> "WorkshopPage":
        """As members see it; the draft for those who write it while nothing is released, or if
        they ask for it with ``draft``."""
        workshop.programme = seat.programme
        plan = (
            WorkplanItem.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .filter(source_key__startswith=workshop.source_prefix)
        )
        may_write = runs(seat, workshop)
        shows_draft = may_write and (draft or workshop.agenda_released_at is None)
        # The one that members read, and the one before it.
        standing = list(workshop.releases.filter(withdrawn_at=None)[:2])
        releases = standing if workshop.agenda_released_at else []
        for release in releases:
            release.workshop = workshop
        return cls(
            workshop=workshop,
            seat=seat,
            items=draft_items(workshop) if shows_draft else _items_of(releases, workshop),
            releases=releases,
            shows_draft=shows_draft,
            plan={row.source_key.removeprefix(workshop.source_prefix): row for row in plan},
            # Who sees a workshop sees how many come, and the own registration.
            registered=workshop.registrations.coming().count(),
            registration=workshop.registrations.filter(user=seat.user)
            .select_related("sign_up__item", "choice_wait__item")
            .first(),
        )

    # What the person may do

    @property
    def can_edit(self) -> bool:
        return self.seat.is_coordinator

    @cached_property
    def clashes(self) -> list[str]:
        """What the days of a meeting ahead clash with, for those who run the programme."""
        workshop = self.workshop
        if not self.seat.is_staff or not workshop.is_dated or workshop.is_held:
            return []
        return clash_words(workshop, workshop.first_day, workshop.last_day)

    @cached_property
    def can_edit_agenda(self) -> bool:
        return runs(self.seat, self.workshop)

    @cached_property
    def at_stake(self) -> str:
        """What the person loses by leaving choice B, in words."""
        return "" if self.workshop.is_held else words_at_stake(self.registration)

    @property
    def can_register(self) -> bool:
        return self.registration is None and self.workshop.is_dated and not self.workshop.is_held

    @property
    def is_full(self) -> bool:
        return self.registered >= self.workshop.places

    # The agenda

    @cached_property
    def days(self) -> list[Day]:
        """The agenda by day; each item with its ``documents`` and whether it ``has_notes``."""
        documents: dict[int | None, list[WorkshopFile]] = {}
        files = WorkshopFile.objects.visible_to(self.seat.user).filter(workshop=self.workshop)
        for file in files.exclude(item=None):
            documents.setdefault(file.item_id, []).append(file)
        notes = ItemNotes.objects.visible_to(self.seat.user).exclude(text="")
        noted = set(notes.filter(item__workshop=self.workshop).values_list("item", flat=True))
        for item in self.items:
            shown = {"documents": documents.get(item.pk, []), "has_notes": item.pk in noted}
            item.__dict__.update(shown)
        return days_of(self.workshop, self.items)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return conflicts_of(self.workshop, self.items)

    @property
    def is_draft(self) -> bool:
        return self.workshop.agenda_released_at is None

    @property
    def release(self) -> AgendaRelease | None:
        """What members read now."""
        return self.releases[0] if self.releases else None

    @cached_property
    def news(self) -> list[Change]:
        """What the current release changed against the one before."""
        if len(self.releases) < 2:
            return []
        newer, older = self.releases
        return changes_between(older.content, newer.content, self.workshop)

    @cached_property
    def release_state(self) -> ReleaseState:
        """How the draft stands to what is released, for those who write it."""
        items = self.items if self.shows_draft else draft_items(self.workshop)
        before = self.releases[1] if len(self.releases) > 1 else None
        return ReleaseState(self.workshop, items, self.release, before)

    @property
    def agenda_due_on(self) -> datetime.date | None:
        row = self.plan.get(AGENDA_RELEASED)
        return row.due_on if row and not row.is_done else None

    @cached_property
    def group_class(self) -> str:
        city = self.workshop.city
        return f"group-{city.group.number}" if city and city.group else ""

    # The choice between A and B

    @cached_property
    def choices(self) -> list[AgendaItem]:
        return [item for item in self.items if item.choice]

    @cached_property
    def sign_up(self) -> SignUp | None:
        return getattr(self.registration, "sign_up", None)

    @cached_property
    def chosen_pk(self) -> int | None:
        return self.sign_up.item_id if self.sign_up else None

    @property
    def now(self) -> NowAndNext | None:
        """What is on and what is next, on the days of the workshop."""
        if self.shows_draft:
            return None
        found = now_and_next(self.workshop, self.items, chosen_pk=self.chosen_pk)
        if found is None or self.registration is None:
            return found
        if self.chosen is None or self.chosen.choice != Choice.B:
            return found
        return replace(found, meeting=next_meeting_of(self.registration, found.at))

    @cached_property
    def waits_for_pk(self) -> int | None:
        """The choice in whose line the person stands."""
        wait: ChoiceWait | None = getattr(self.registration, "choice_wait", None)
        return wait.item_id if wait else None

    @cached_property
    def chosen(self) -> AgendaItem | None:
        """What the person chose, in the words that the page shows."""
        return next((item for item in self.choices if item.pk == self.chosen_pk), None)

    @property
    def choice_closes_on(self) -> datetime.date | None:
        row = self.plan.get(CHOICE_DUE)
        return row.due_on if row else self.workshop.starts_on

    @cached_property
    def choice_is_open(self) -> bool:
        last_day = self.choice_closes_on
        in_time = last_day is not None and not has_passed(last_day, self.workshop)
        return (in_time or self.seat.is_coordinator) and not self.workshop.is_held

    @cached_property
    def can_choose(self) -> bool:
        """Whether buttons to choose are offered; somebody not registered registers with them."""
        if self.registration is None:
            return self.choice_is_open and self.can_register and not self.is_full
        return self.choice_is_open and not self.registration.is_waiting

    @cached_property
    def must_choose(self) -> bool:
        """Registered, and asked to choose while there is time."""
        has_said = self.sign_up or self.standing.choice_wait
        return bool(self.registration and self.choices and not has_said and self.can_choose)

    @cached_property
    def standing(self) -> Standing:
        """Whether the person comes or waits, and where in line."""
        return Standing.of(
            self.workshop, self.registration, coming=self.registered, release=self.release
        )

    # Before, during, after

    @property
    def checklist(self) -> list[tuple[str, list[Check]]]:
        """The dates of this workshop in the workplan, by phase; phases without any left out."""
        groups = [
            (_("Before"), Phase.BEFORE),
            (_("During"), Phase.DURING),
            (_("After"), Phase.AFTER),
        ]
        found = [
            (label, [self._check(key, row) for key, row in self.plan.items() if row.phase == phase])
            for label, phase in groups
        ]
        return [(label, checks) for label, checks in found if checks]

    def _check(self, key: str, row: WorkplanItem) -> Check:
        title = row.title.removeprefix(title_prefix(self.workshop))
        return Check(_("Workshop") if key == WORKSHOP_HELD else capfirst(title), row)

    # What the apps above keep, by address alone

    @cached_property
    def documents(self) -> list["DocumentLink"]:
        """Case and city report; without an address for those who cannot read them yet."""
        workshop = self.workshop
        if workshop.kind != WorkshopKind.CITY or workshop.city is None:
            return []
        slug = self.seat.programme.slug
        return [
            self._document(
                _("Cluster case"),
                CASE_DISTRIBUTED,
                reverse("cases:detail", args=[slug, workshop.city.slug]),
                is_read_before=self.can_edit_agenda and workshop.is_built_upon(),
            ),
            self._document(
                _("City report"),
                REPORT_DUE,
                reverse("reports:city_report", args=[slug, workshop.slug]),
                is_read_before=self.seat.is_staff,
            ),
        ]

    def _document(self, title: str, rule: str, url: str, *, is_read_before: bool) -> "DocumentLink":
        row = self.plan.get(rule)
        is_out = row is not None and row.is_done
        return DocumentLink(
            title=title,
            url=url if is_out or is_read_before else "",
            note=_("due %(day)s") % {"day": _day(row.due_on)} if row and not is_out else "",
        )


@dataclass(frozen=True)
class DocumentLink:
    title: str
    url: str
    note: str
