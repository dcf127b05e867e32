"""Remarks on a draft: ``programme.writing.comments``, on a case."""

from cases.models import Case, Comment
from cases.services.commented import CommentedCase
from programme.models import User
from programme.writing.comments import services
from programme.writing.comments.services import CommentSettled

__all__ = ["CommentSettled"]


def add_comment(
    case: Case,
    *,
    by: User,
    text: str,
    about: str = "",
    parent: Comment | None = None,
    quote: str = "",
) -> Comment:
    """Remark on a topic, a section or (empty) the whole case; a reply opens its thread again."""
    return services.add_comment(
        CommentedCase(case), by=by, text=text, about=about, parent=parent, quote=quote
    )


def change_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """Word an own comment anew. Raises CommentSettled once somebody answered or resolved it."""
    return services.change_comment(CommentedCase(comment.case), comment, by=by, text=text)


def withdraw_comment(comment: Comment, *, by: User) -> None:
    """Take an own comment away. Raises CommentSettled once somebody answered or resolved it."""
    services.withdraw_comment(CommentedCase(comment.case), comment, by=by)


def resolve_comment(comment: Comment, *, by: User) -> Comment:
    """Mark a thread as dealt with. Doing it twice keeps who was first."""
    return services.resolve_comment(CommentedCase(comment.case), comment, by=by)


def reopen_comment(comment: Comment, *, by: User) -> Comment:
    """Take the mark away again. Raises CommentSettled when it was withdrawn meanwhile."""
    return services.reopen_comment(CommentedCase(comment.case), comment, by=by)
