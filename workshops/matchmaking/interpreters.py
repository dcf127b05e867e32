"""Where interpreters are needed in the schedule, and whether there are enough of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from programme.directory.languages import language_name
from workshops.matchmaking.board import Arrangement, Cell
from workshops.matchmaking.languages import Speaks, languages_needed
from workshops.models import Interpreters, MeetingSlot


@dataclass(frozen=True)
class LanguageLine:
    """A language in the slots: where it is needed, and whether there are enough interpreters."""

    name: str
    number: int
    cells: list[tuple[MeetingSlot, list[Cell]]]

    @property
    def short(self) -> list[MeetingSlot]:
        return [slot for slot, cells in self.cells if len(cells) > self.number]


def languages_of(arrangement: Arrangement) -> list[LanguageLine]:
    """Every language of which there are interpreters or that is needed. One query."""
    session = arrangement.session
    numbers = dict(Interpreters.objects.filter(session=session).values_list("language", "number"))
    needed: dict[str, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for cell in arrangement.cells:
        if cell.meeting.slot_id:
            for language in languages_needed([Speaks.of(person) for person in cell.people]):
                needed[language][cell.meeting.slot_id].append(cell)
    return [
        LanguageLine(
            language_name(language),
            numbers.get(language, 0),
            _by_slot(arrangement.slots, needed[language]),
        )
        for language in sorted({*numbers, *needed}, key=language_name)
    ]


def _by_slot(
    slots: Iterable[MeetingSlot], cells: dict[int, list[Cell]]
) -> list[tuple[MeetingSlot, list[Cell]]]:
    return [(slot, cells.get(slot.pk, [])) for slot in slots]
