"""Remarks on a draft."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, Comment
from cases.services.holding import held
from cases.services.log import log
from programme.models import User

# Within it the same words of the same person at the same place are one comment, pressed twice.
TWICE = datetime.timedelta(minutes=1)


class CommentSettled(Exception):
    """A comment that its author cannot change any more. The text says why and can be shown."""


@transaction.atomic
def add_comment(
    case: Case,
    *,
    by: User,
    text: str,
    about: str = "",
    parent: Comment | None = None,
    quote: str = "",
) -> Comment:
    """Remark on a topic, a section or (empty) the whole case; a reply opens its thread again.

    There is one level of replies: an answer to a reply stands under the first comment. Said twice
    within a minute it is one comment, the first. Raises CommentSettled when the comment that is
    answered was withdrawn meanwhile.
    """
    # Whoever holds the case speaks first; the second of two at once sees what the first said.
    case = held(case)
    if parent is not None:
        first = Comment.objects.filter(pk=parent.parent_id or parent.pk).first()
        if first is None:
            raise CommentSettled(_("The comment that you answer was withdrawn meanwhile."))
        parent, about, quote = first, first.topic, ""
    said = _said_just_now(case, by=by, text=text, about=about, parent=parent)
    if said is not None:
        return said
    comment = Comment(case=case, topic=about, parent=parent, author=by, text=text, quote=quote)
    comment.full_clean()
    comment.save()
    if parent is not None and parent.resolved_at:
        parent.case = case
        reopen_comment(parent, by=by)
    sentence = _("Somebody commented on the case %(case)s.") % {"case": case}
    log(case, "comment_added", sentence, by=by)
    return comment


@transaction.atomic
def change_comment(comment: Comment, *, by: User, text: str) -> Comment:
    """Word an own comment anew. Raises CommentSettled once somebody answered or resolved it."""
    comment = _own_and_unanswered(comment, by)
    if comment.text == text:
        return comment
    comment.text, comment.edited_at = text, timezone.now()
    comment.full_clean()
    comment.save(update_fields=["text", "edited_at"])
    sentence = _("A comment on the case %(case)s was worded anew.") % {"case": comment.case}
    log(comment.case, "comment_changed", sentence, by=by)
    return comment


@transaction.atomic
def withdraw_comment(comment: Comment, *, by: User) -> None:
    """Take an own comment away. Raises CommentSettled once somebody answered or resolved it."""
    comment = _own_and_unanswered(comment, by)
    comment.delete()
    sentence = _("A comment on the case %(case)s was withdrawn.") % {"case": comment.case}
    log(comment.case, "comment_withdrawn", sentence, by=by)


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User) -> Comment:
    """Mark a thread as dealt with. Doing it twice keeps who was first.

    Raises CommentSettled when it was withdrawn meanwhile.
    """
    now = _now(comment)
    if now.resolved_at is None:
        now.resolved_at, now.resolved_by = timezone.now(), by
        now.save(update_fields=["resolved_at", "resolved_by"])
        sentence = _("A comment on the case %(case)s was resolved.") % {"case": now.case}
        log(now.case, "comment_resolved", sentence, by=by)
    return now


@transaction.atomic
def reopen_comment(comment: Comment, *, by: User) -> Comment:
    """Take the mark away again. Raises CommentSettled when it was withdrawn meanwhile."""
    now = _now(comment)
    if now.resolved_at is not None:
        now.resolved_at = now.resolved_by = None
        now.save(update_fields=["resolved_at", "resolved_by"])
        sentence = _("A comment on the case %(case)s was opened again.") % {"case": now.case}
        log(now.case, "comment_reopened", sentence, by=by)
    return now


def _said_just_now(
    case: Case, *, by: User, text: str, about: str, parent: Comment | None
) -> Comment | None:
    since = timezone.now() - TWICE
    last = case.comments.filter(author=by, topic=about, parent=parent, created_at__gte=since)
    return next((comment for comment in last if comment.text == text), None)


def _now(comment: Comment) -> Comment:
    """The comment as it is; nobody answers or withdraws it before the transaction ends."""
    case = held(comment.case)
    now = Comment.objects.filter(pk=comment.pk).select_related("parent", "author").first()
    if now is None:
        raise CommentSettled(_("This comment was withdrawn already."))
    now.case = case
    return now


def _own_and_unanswered(comment: Comment, by: User) -> Comment:
    """The same, while its author may still change it."""
    now = _now(comment)
    if now.author_id != by.pk:
        raise CommentSettled(_("Only %(who)s can change this comment.") % {"who": now.author})
    thread = now.parent or now
    if thread.resolved_at is not None:
        raise CommentSettled(_("This comment is resolved, so it stays as it is."))
    later = thread.replies.filter(pk__gt=now.pk)
    if later.exists():
        raise CommentSettled(_("Somebody has answered this comment, so it stays as it is."))
    return now
