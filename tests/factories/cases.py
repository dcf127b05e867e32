"""Cases and what hangs on them: comments, discussions, actions."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.models import (
    USUAL_MINUTES,
    ActionFollowUp,
    Answer,
    BoardGroup,
    BoardNote,
    Case,
    CaseStatus,
    Comment,
    Discussion,
    Edition,
    ObjectiveTarget,
    OptionVote,
    PhaseTime,
    ProposedAction,
    Receipt,
    StrategicIssue,
)
from cases.outline import OBJECTIVE_KEYS, TOPICS
from tests.factories.programme import CityFactory, ClusterFactory, UserFactory
from tests.factories.workshops import WorkshopFactory


class CaseFactory(DjangoModelFactory):
    """A case with its 26 empty answers and seven objectives."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    city = factory.SubFactory(CityFactory)
    programme = factory.SelfAttribute("city.programme")
    cluster = factory.SubFactory(ClusterFactory, city=factory.SelfAttribute("..city"))
    workshop = factory.SubFactory(WorkshopFactory, city=factory.SelfAttribute("..city"))
    status = CaseStatus.DRAFTING

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        Answer.objects.bulk_create(Answer(case=self, topic=topic) for topic in TOPICS)
        ObjectiveTarget.objects.bulk_create(
            ObjectiveTarget(case=self, objective=key) for key in OBJECTIVE_KEYS
        )


class DistributedCaseFactory(CaseFactory):
    status = CaseStatus.DISTRIBUTED
    distributed_at = factory.LazyFunction(timezone.now)


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    case = factory.SubFactory(DistributedCaseFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt

    edition = factory.SubFactory(EditionFactory)
    user = factory.SubFactory(UserFactory)


class StrategicIssueFactory(DjangoModelFactory):
    class Meta:
        model = StrategicIssue

    case = factory.SubFactory(CaseFactory)
    question = "Which way should the cluster go?"
    kind = "new_objectives"
    is_in_focus = True


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    case = factory.SubFactory(CaseFactory)
    author = factory.SubFactory(UserFactory)
    text = "Where does this figure come from?"


class ProposedActionFactory(DjangoModelFactory):
    class Meta:
        model = ProposedAction

    case = factory.SubFactory(DistributedCaseFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Action {n}")
    level = "city"
    progress = ""
    status = factory.LazyAttribute(lambda o: "accepted" if o.progress else "proposed")


class ActionFollowUpFactory(DjangoModelFactory):
    class Meta:
        model = ActionFollowUp

    action = factory.SubFactory(ProposedActionFactory, status="accepted")
    months = 6
    progress = "adopted"


class DiscussionFactory(DjangoModelFactory):
    class Meta:
        model = Discussion
        skip_postgeneration_save = True

    case = factory.SubFactory(DistributedCaseFactory)
    last_change = 1

    @factory.post_generation
    def phase_times(discussion, create, extracted):
        PhaseTime.objects.bulk_create(
            PhaseTime(discussion=discussion, phase=phase, minutes=minutes)
            for phase, minutes in USUAL_MINUTES.items()
        )


class BoardGroupFactory(DjangoModelFactory):
    class Meta:
        model = BoardGroup

    discussion = factory.SubFactory(DiscussionFactory)
    phase = "facts"
    title = factory.Sequence(lambda n: f"Group {n}")
    position = factory.Sequence(lambda n: n + 1)
    change = 1


class BoardNoteFactory(DjangoModelFactory):
    class Meta:
        model = BoardNote

    discussion = factory.SubFactory(DiscussionFactory)
    phase = "facts"
    text = factory.Sequence(lambda n: f"Point {n}")
    number = factory.Sequence(lambda n: n + 1)
    change = factory.SelfAttribute("number")


class OptionVoteFactory(DjangoModelFactory):
    class Meta:
        model = OptionVote

    note = factory.SubFactory(BoardNoteFactory, phase="options")
    voter = factory.SubFactory(UserFactory)
    impact = 4
    feasibility = 3
