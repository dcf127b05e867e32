"""What happens on the spot: workshops, their agendas, who comes, what is said and decided."""

from workshops.models.agenda import (
    AgendaItem,
    AgendaItemKind,
    AgendaRelease,
    Choice,
    TypicalItem,
    typical_values,
)
from workshops.models.calendar import CalendarFeed
from workshops.models.files import INTERNAL_KINDS, FileKind, WorkshopFile
from workshops.models.notes import (
    ItemNotes,
    ItemNotesRevision,
    Outcome,
    OutcomeKind,
    PracticalNote,
    PracticalNoteRevision,
)
from workshops.models.registration import (
    Attendance,
    AttendsAs,
    ChoiceWait,
    CostStatus,
    HalfDay,
    PracticalNeeds,
    Registration,
    SignUp,
)
from workshops.models.survey import (
    QuestionKind,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
)
from workshops.models.workshop import WORD_SLUGS, Workshop, WorkshopKind, monday_of

__all__ = [
    "AgendaItem",
    "AgendaItemKind",
    "AgendaRelease",
    "Attendance",
    "AttendsAs",
    "CalendarFeed",
    "Choice",
    "ChoiceWait",
    "CostStatus",
    "FileKind",
    "HalfDay",
    "INTERNAL_KINDS",
    "ItemNotes",
    "ItemNotesRevision",
    "Outcome",
    "OutcomeKind",
    "PracticalNeeds",
    "PracticalNote",
    "PracticalNoteRevision",
    "QuestionKind",
    "Registration",
    "SignUp",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveyResponse",
    "TypicalItem",
    "WORD_SLUGS",
    "Workshop",
    "WorkshopFile",
    "WorkshopKind",
    "monday_of",
    "typical_values",
]
