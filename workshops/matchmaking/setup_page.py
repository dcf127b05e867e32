"""What the page shows on which the meetings of choice B are set up."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.directory.languages import language_name
from workshops.matchmaking.times import Strays, choice_b_of, lies_within
from workshops.models import (
    AgendaItem,
    Interpreters,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkingSession,
    Workshop,
)
from workshops.people.participants import counts_of
from workshops.services.meetings.effects import Effect


@dataclass(frozen=True)
class SlotLine:
    slot: MeetingSlot
    meetings: int
    is_outside: bool


@dataclass(frozen=True)
class InterpreterLine:
    """A language: how many interpreters there are at a time, and how many people asked."""

    language: str
    number: int
    wanted: int

    @property
    def name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class SetupPage:
    """Slots, tables, interpreters, and where the session stands. Seven queries."""

    workshop: Workshop
    registered: int
    in_choice_b: int
    item: AgendaItem | None = None
    session: NetworkingSession | None = None
    days: list[tuple[str, list[SlotLine]]] = field(default_factory=list)
    tables: list[MeetingTable] = field(default_factory=list)
    interpreters: list[InterpreterLine] = field(default_factory=list)
    strays: Strays | None = None

    @classmethod
    def before(cls, workshop: Workshop) -> "SetupPage":
        """What is known before there is a session. One query."""
        counts = counts_of(workshop)
        return cls(workshop, counts["everybody"], counts["b"])

    @classmethod
    def of(cls, session: NetworkingSession) -> "SetupPage":
        counts = counts_of(session.workshop)
        item = choice_b_of(session.workshop)
        in_order = MeetingSlot._meta.ordering
        slots = list(
            MeetingSlot.objects.filter(session=session)
            .annotate(count=Count("meetings"))
            .order_by(*in_order)
        )
        days: dict[str, list[SlotLine]] = defaultdict(list)
        for slot in slots:
            line = SlotLine(slot, slot.count, not lies_within(slot, item))
            days[date_format(slot.day, "l j F")].append(line)
        tables = MeetingTable.objects.filter(session=session).annotate(count=Count("meetings"))
        return cls(
            workshop=session.workshop,
            registered=counts["everybody"],
            in_choice_b=counts["b"],
            item=item,
            session=session,
            days=list(days.items()),
            tables=list(tables.order_by("number")),
            interpreters=_interpreters(session),
            strays=Strays.of(slots, item),
        )

    @property
    def places(self) -> int:
        """How many meetings there is room for."""
        return sum(len(lines) for _day, lines in self.days) * len(self.tables)

    @property
    def meetings(self) -> int:
        return sum(line.meetings for _day, lines in self.days for line in lines)

    @property
    def takes_requests(self) -> bool:
        session = self.session
        return session is not None and session.is_open and not session.requests_are_over


def _interpreters(session: NetworkingSession) -> list[InterpreterLine]:
    numbers = dict(Interpreters.objects.filter(session=session).values_list("language", "number"))
    wanted = dict(
        Networker.objects.filter(~Q(interpreter=""), registration__workshop=session.workshop_id)
        .order_by()
        .values_list("interpreter")
        .annotate(Count("pk"))
    )
    lines = [
        InterpreterLine(language, numbers.get(language, 0), wanted.get(language, 0))
        for language in {*numbers, *wanted}
    ]
    return sorted(lines, key=lambda line: line.name)


@dataclass(frozen=True)
class Preview:
    """What a change does, in sentences. ``mark`` says whether it still does the same."""

    sentences: list[str]

    @property
    def mark(self) -> str:
        return sha256("\n".join(self.sentences).encode()).hexdigest()[:16]


def effect_sentences(effect: Effect) -> Preview:
    """Nothing for a change that no meeting notices."""
    sentences = [*effect.warnings]
    moved = [meeting for meeting in effect.kept if meeting.pk in effect.tables]
    along = len(effect.kept) - len(moved)
    if along:
        sentences.append(
            ngettext("%(count)s meeting moves along.", "%(count)s meetings move along.", along)
            % {"count": along}
        )
    sentences += [
        _("“%(meeting)s” (%(slot)s) goes to %(table)s.")
        % {"meeting": meeting, "slot": meeting.slot, "table": effect.tables[meeting.pk]}
        for meeting in moved
    ]
    sentences += [
        _("“%(meeting)s” (%(slot)s) stays agreed, without a time.")
        % {"meeting": meeting, "slot": meeting.slot}
        for meeting in effect.lost
    ]
    if effect.meetings:
        told = (
            ngettext("%(count)s person is told.", "%(count)s people are told.", effect.people)
            if effect.is_told
            else _("Nobody is told: the people do not see their times yet, or it is over.")
        )
        sentences.append(told % {"count": effect.people})
    return Preview(sentences)
