"""What cases hold of a person."""

from django.utils.translation import gettext_lazy as _

from cases import models
from cases.exchange import waiting
from programme.privacy.holders import (
    Beat,
    Holding,
    OnErasure,
    Person,
    made_files,
    register,
    trace,
    without_person,
)
from programme.privacy.leftovers_page import lead_to
from programme.privacy.names import Finder

KEEP = OnErasure.KEEP
WRITTEN = _("It is part of the case, on which others have built. It stays, without your name.")


def say_what_is_held() -> None:
    """Called once, when the app is ready."""
    register(
        Holding(
            models.AnswerRevision,
            "by",
            _("texts of cases that you wrote"),
            KEEP,
            ("answer__case", "answer__topic", "text", "saved_at"),
            why=WRITTEN,
        ),
        Holding(
            models.Comment,
            "author",
            _("your comments on cases"),
            KEEP,
            ("case", "topic", "quote", "text", "created_at"),
            why=WRITTEN,
        ),
        Holding(
            models.Attachment,
            "uploaded_by",
            _("files of cases that you uploaded"),
            KEEP,
            ("case", "name", "description", "uploaded_at"),
            why=WRITTEN,
            file="file",
        ),
        Holding(
            models.BoardNote,
            "author",
            _("your notes on the board"),
            KEEP,
            ("discussion__case", "phase", "text", "created_at"),
            why=WRITTEN,
        ),
        Holding(
            models.OptionVote,
            "voter",
            _("your votes"),
            KEEP,
            ("note__discussion__case", "note__text", "impact", "feasibility", "voted_at"),
            why=_("The result counts each vote once. Yours stays in it, without your name."),
        ),
        Holding(
            models.ActionFollowUp,
            "answered_by",
            _("what you said became of actions"),
            KEEP,
            ("action__case", "progress", "why", "answered_at"),
            why=WRITTEN,
        ),
        Holding(
            models.Receipt,
            "user",
            _("which cases were sent to you"),
            KEEP,
            ("edition__case", "edition__number", "sent_at", "opened_at", "read_at"),
            why=_("It counts how many received and read an edition."),
        ),
    )
    made_files(forget_waiting)
    lead_to(models.Attachment, lambda row: f"{row.case.get_absolute_url()}#attachments")
    trace(models.Discussion, "opened_by")
    trace(models.BoardNote, "edited_by")
    trace(models.Answer, "updated_by")
    trace(models.SectionLock, "locked_by")
    trace(models.Edition, "frozen_by")
    trace(models.CaseVersion, "frozen_by")
    trace(models.Comment, "resolved_by")
    without_person(
        _("About the case. Its words are swept."),
        models.Case,
        models.PhaseTime,
        models.BoardGroup,
        models.ObjectiveTarget,
        models.StrategicIssue,
        models.ProposedAction,
    )


def forget_waiting(person: Person, finder: Finder, beat: Beat) -> int:
    """Files that came back and wait for a decision: who brought one can bring it again."""
    beat(-1)
    return waiting.forget(person.user, finder.found_in)
