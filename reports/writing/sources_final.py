"""What the programme has compiled beside a part of the final report that is written."""

from dataclasses import dataclass

from programme.access import Seat
from programme.mapping.history import MapState
from programme.models import City
from reports.annex.actions import take_up_rows
from reports.annex.networking import links_data, matrix, matrix_before
from reports.annex.rows import plain
from reports.contexts.final.networking import Networking
from reports.learning.lessons import GapLessons, LessonBoard, lessons_to_learn
from reports.learning.reading import learning_cases
from reports.learning.standing import Standing, StandingRow
from reports.networking.funnel import Funnels
from workshops.models import Workshop

# The parts beside which lessons lie, and those about which gaps; none: about all.
GAPS_BESIDE: dict[str, tuple[str, ...]] = {
    "summary": (),
    "lessons": (),
    "conclusions": (),
    "funding": ("capital", "policy"),
    "governance": ("policy", "firm_to_firm"),
    "networking": ("cluster_to_cluster", "global"),
}
FORMS_BESIDE = ("organisational_models", "governance")


@dataclass(frozen=True)
class CompiledSources:
    """Lessons, forms of the clusters, the networking map: what belongs beside one part."""

    gaps: tuple[GapLessons, ...] = ()
    # How the clusters came about and which form they have.
    forms: tuple[StandingRow, ...] = ()
    networking: Networking | None = None

    @classmethod
    def of(cls, seat: Seat, part: str) -> "CompiledSources":
        """From published reports and distributed cases. Twelve queries at most."""
        return cls(
            gaps=_gaps(seat, part) if part in GAPS_BESIDE else (),
            forms=Standing.of(learning_cases(seat)).rows if part in FORMS_BESIDE else (),
            networking=_networking(seat) if part == "networking" else None,
        )


def _gaps(seat: Seat, part: str) -> tuple[GapLessons, ...]:
    wanted = GAPS_BESIDE[part]
    board = LessonBoard.of(lessons_to_learn(seat))
    return tuple(gap for gap in board.gaps if gap.lessons and (not wanted or gap.key in wanted))


def _networking(seat: Seat) -> Networking:
    cities = (
        City.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .select_related("group")
        .order_by("group__number", "position", "name")
    )
    state = MapState.of(seat.programme, list(cities))
    workshops = list(
        Workshop.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .filter(starts_on__isnull=False)
        .order_by("starts_on", "pk")
    )
    return Networking.of(
        plain(
            {
                "sectors": state.sectors,
                "matrix": matrix(state),
                "matrix_before": matrix_before(seat.programme, state, workshops),
                "take_ups": take_up_rows(seat.programme),
                "links": links_data(Funnels.count(seat.programme, workshops)),
            }
        )
    )
