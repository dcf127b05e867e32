from cases.models.actions import (
    AGREED,
    TAKEN_UP,
    ActionLevel,
    ActionProgress,
    ActionStatus,
    ProposedAction,
)
from cases.models.attachments import Attachment
from cases.models.case import (
    NEXT_STATUSES,
    OPEN_STATUSES,
    REOPENABLE_STATUSES,
    SHARED_STATUSES,
    Case,
    CaseQuerySet,
    CaseStatus,
    EvaluationMethod,
    Initiator,
    LifecycleStage,
)
from cases.models.comments import COMMENT_PLACES, Comment
from cases.models.editions import CaseVersion, Edition, EditionQuerySet, Occasion, Receipt
from cases.models.parts import (
    Answer,
    AnswerRevision,
    IssueKind,
    ObjectiveTarget,
    SectionLock,
    StrategicIssue,
)

__all__ = [
    "AGREED",
    "COMMENT_PLACES",
    "NEXT_STATUSES",
    "OPEN_STATUSES",
    "REOPENABLE_STATUSES",
    "SHARED_STATUSES",
    "TAKEN_UP",
    "ActionLevel",
    "ActionProgress",
    "ActionStatus",
    "Answer",
    "AnswerRevision",
    "Attachment",
    "Case",
    "CaseQuerySet",
    "CaseStatus",
    "CaseVersion",
    "Comment",
    "Edition",
    "EditionQuerySet",
    "EvaluationMethod",
    "Initiator",
    "IssueKind",
    "LifecycleStage",
    "ObjectiveTarget",
    "Occasion",
    "ProposedAction",
    "Receipt",
    "SectionLock",
    "StrategicIssue",
]
