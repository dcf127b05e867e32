"""What became of the meetings of workshops, counted. The same few queries for one or for all.

A meeting is counted once, however many people it has and whatever they say of it: at each stage
it stands at the furthest step that any of them named. Who said so is not told here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q

from workshops.models import (
    Happened,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingStatus,
    OutcomeStage,
    OutcomeStep,
    Workshop,
)

# From the least to the most.
STEPS = list(OutcomeStep.values)
# Both sides agreed at some time, whatever came then.
AGREED_ONCE = (MeetingStatus.ACCEPTED, MeetingStatus.CANCELLED)


@dataclass
class MeetingCounts:
    """How far the meetings of one workshop came. All are numbers of meetings but ``answers``."""

    # Asked for, whatever the answer was.
    requests: int = 0
    # Agreed by those who were asked; given up later or not.
    accepted: int = 0
    # Of these: agreed, and given up before they took place.
    cancelled: int = 0
    # Of these: what became of them. The rest nobody has said anything about.
    held: int = 0
    no_show: int = 0
    moved: int = 0
    # Meetings that led to a link between clusters.
    linked: int = 0
    # By stage and step: how many meetings came exactly so far.
    steps: dict[str, dict[str, int]] = field(
        default_factory=lambda: {stage: dict.fromkeys(STEPS, 0) for stage in OutcomeStage.values}
    )
    # By stage: how many people have answered for a meeting, each meeting apart.
    answers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OutcomeStage.values, 0))
    # How many such answers there could be: the people of all meetings that had a time.
    asked: int = 0

    @property
    def not_told(self) -> int:
        """Agreed and not given up, and nobody has said what became of them."""
        return self.accepted - self.cancelled - self.held - self.no_show - self.moved

    def at_least(self, step: str, stage: str) -> int:
        """How many meetings came so far or further, by that stage."""
        reached = STEPS[STEPS.index(step) :]
        return sum(self.steps[stage][one] for one in reached)

    def plus(self, other: "MeetingCounts") -> "MeetingCounts":
        """Both together."""
        names = ["requests", "accepted", "cancelled", "held", "no_show", "moved", "linked", "asked"]
        return MeetingCounts(
            **{name: getattr(self, name) + getattr(other, name) for name in names},
            steps={
                stage: {step: counts[step] + other.steps[stage][step] for step in STEPS}
                for stage, counts in self.steps.items()
            },
            answers={
                stage: number + other.answers[stage] for stage, number in self.answers.items()
            },
        )


def counts_of(workshops: Iterable[Workshop]) -> dict[int, MeetingCounts]:
    """What became of the meetings, by the key of the workshop: all of them are there, with zeros
    where nobody met. Three queries, however many workshops and meetings. Scope the workshops."""
    keys = [workshop.pk for workshop in workshops]
    found = {key: MeetingCounts() for key in keys}
    _count_meetings(found)
    _count_asked(found)
    _count_steps(found)
    return found


def total_of(counts: Iterable[MeetingCounts]) -> MeetingCounts:
    """All of them together, as for the whole programme."""
    total = MeetingCounts()
    for one in counts:
        total = total.plus(one)
    return total


def _count_meetings(found: Mapping[int, MeetingCounts]) -> None:
    rows = (
        Meeting.objects.filter(session__workshop__in=list(found))
        .order_by()
        .values("session__workshop")
        .annotate(
            requests=Count("pk"),
            accepted=Count("pk", filter=Q(status__in=AGREED_ONCE)),
            cancelled=Count("pk", filter=Q(status=MeetingStatus.CANCELLED)),
            held=Count("pk", filter=_became(Happened.HELD)),
            no_show=Count("pk", filter=_became(Happened.NO_SHOW)),
            moved=Count("pk", filter=_became(Happened.MOVED)),
            linked=Count("pk", filter=Q(link__isnull=False)),
        )
    )
    for row in rows:
        counts = found[row.pop("session__workshop")]
        for name, number in row.items():
            setattr(counts, name, number)


def _became(happened: str) -> Q:
    return Q(status=MeetingStatus.ACCEPTED, happened=happened)


def _count_asked(found: Mapping[int, MeetingCounts]) -> None:
    rows = (
        MeetingParticipant.objects.filter(
            meeting__session__workshop__in=list(found),
            meeting__status=MeetingStatus.ACCEPTED,
            meeting__slot__isnull=False,
            answer=MeetingAnswer.ACCEPTED,
        )
        .order_by()
        .values_list("meeting__session__workshop")
        .annotate(Count("pk"))
    )
    for workshop, number in rows:
        found[workshop].asked = number


def _count_steps(found: Mapping[int, MeetingCounts]) -> None:
    of_meeting = "participant__meeting"
    rows = (
        MeetingOutcome.objects.filter(
            participant__meeting__session__workshop__in=list(found),
            participant__meeting__status=MeetingStatus.ACCEPTED,
        )
        .order_by()
        .values_list(f"{of_meeting}__session__workshop", of_meeting, "stage", "step")
    )
    furthest: dict[tuple[int, int, str], int] = {}
    answers: Counter[tuple[int, str]] = Counter()
    for workshop, meeting, stage, step in rows:
        answers[workshop, stage] += 1
        if step:
            key = (workshop, meeting, stage)
            furthest[key] = max(furthest.get(key, 0), STEPS.index(step))
    for (workshop, _meeting, stage), place in furthest.items():
        found[workshop].steps[stage][STEPS[place]] += 1
    for (workshop, stage), number in answers.items():
        found[workshop].answers[stage] = number
