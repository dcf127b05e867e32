"""What can happen to a comment. The only writer of comments."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import remember
from programme.models import User
from programme.writing.comments.subject import Commented
from programme.writing.models import TextComment

# Within it the same words of the same person at the same place are one comment, pressed twice.
TWICE = datetime.timedelta(minutes=1)


class CommentSettled(Exception):
    """A comment that its author cannot change any more. The text says why and can be shown."""


@transaction.atomic
def add_comment(
    subject: Commented,
    *,
    by: User,
    text: str,
    about: str = "",
    parent: Any = None,
    quote: str = "",
    **chosen: Any,
) -> Any:
    """Remark on a place; a reply opens its thread again. Ask first whether the person may.

    There is one level of replies: an answer to a reply stands under the first comment. Said twice
    within a minute it is one comment, the first. Raises CommentSettled when the comment that is
    answered was withdrawn meanwhile.
    """
    # Whoever holds the row speaks first; the second of two at once sees what the first said.
    subject = subject.held()
    if parent is not None:
        first = subject.rows().filter(pk=parent.parent_id or parent.pk).first()
        if first is None:
            raise CommentSettled(_("The comment that you answer was withdrawn meanwhile."))
        parent, about, quote = first, first.place, ""
    columns = {
        **subject.on,
        **subject.further_columns(chosen, parent),
        subject.model.place_field: about,
        "parent": parent,
        "author": by,
    }
    said = _said_just_now(subject, text, columns)
    if said is not None:
        return said
    comment = subject.model(text=text, quote=quote, **columns)
    comment.full_clean()
    comment.save()
    if parent is not None and parent.resolved_at:
        reopen_comment(subject, parent, by=by)
    subject.record("comment_added", comment, by=by)
    return comment


@transaction.atomic
def change_comment(subject: Commented, comment: Any, *, by: User, text: str) -> Any:
    """Word an own comment anew. Raises CommentSettled once somebody answered or resolved it."""
    subject = subject.held()
    comment = _own_and_unanswered(subject, comment, by)
    if comment.text == text:
        return comment
    remember(comment)
    comment.text, comment.edited_at = text, timezone.now()
    comment.full_clean()
    comment.save(update_fields=["text", "edited_at"])
    subject.record("comment_changed", comment, by=by)
    return comment


@transaction.atomic
def withdraw_comment(subject: Commented, comment: Any, *, by: User) -> None:
    """Take an own comment away. Raises CommentSettled once somebody answered or resolved it."""
    subject = subject.held()
    comment = _own_and_unanswered(subject, comment, by)
    comment.delete()
    subject.record("comment_withdrawn", comment, by=by)


@transaction.atomic
def remove_comment(subject: Commented, comment: Any, *, by: User) -> None:
    """Take somebody's comment away with its answers: for operators, who moderate."""
    subject = subject.held()
    comment.delete()
    subject.record("comment_removed", comment, by=by)


@transaction.atomic
def resolve_comment(subject: Commented, comment: Any, *, by: User) -> Any:
    """Mark a thread as dealt with. Doing it twice keeps who was first.

    Raises CommentSettled when it was withdrawn meanwhile.
    """
    subject = subject.held()
    now = _now(subject, comment)
    if now.resolved_at is None:
        now.resolved_at, now.resolved_by = timezone.now(), by
        now.save(update_fields=["resolved_at", "resolved_by"])
        subject.record("comment_resolved", now, by=by)
    return now


@transaction.atomic
def reopen_comment(subject: Commented, comment: Any, *, by: User) -> Any:
    """Take the mark away again. Raises CommentSettled when it was withdrawn meanwhile."""
    subject = subject.held()
    now = _now(subject, comment)
    if now.resolved_at is not None:
        now.resolved_at = now.resolved_by = None
        now.save(update_fields=["resolved_at", "resolved_by"])
        subject.record("comment_reopened", now, by=by)
    return now


def _said_just_now(subject: Commented, text: str, columns: Mapping[str, Any]) -> TextComment | None:
    since = timezone.now() - TWICE
    last = subject.rows().filter(**columns, created_at__gte=since)
    return next((comment for comment in last if comment.text == text), None)


def _now(subject: Commented, comment: TextComment) -> Any:
    """The comment as it is. The subject is held: nobody answers or withdraws it meanwhile."""
    now = subject.rows().filter(pk=comment.pk).select_related("parent", "author").first()
    if now is None:
        raise CommentSettled(_("This comment was withdrawn already."))
    for name, row in subject.on.items():
        setattr(now, name, row)
    return now


def _own_and_unanswered(subject: Commented, comment: TextComment, by: User) -> Any:
    """The same, while its author may still change it."""
    now = _now(subject, comment)
    if now.author_id != by.pk:
        raise CommentSettled(_("Only %(who)s can change this comment.") % {"who": now.author})
    thread = now.parent or now
    if thread.resolved_at is not None:
        raise CommentSettled(_("This comment is resolved, so it stays as it is."))
    later = thread.replies.filter(pk__gt=now.pk)
    if later.exists():
        raise CommentSettled(_("Somebody has answered this comment, so it stays as it is."))
    return now
