"""Remarks on a draft."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, Comment
from cases.services.log import log
from programme.models import User


@transaction.atomic
def add_comment(
    case: Case, *, by: User, text: str, about: str = "", parent: Comment | None = None
) -> Comment:
    """Remark on a topic, a section or (empty) the whole case; a reply opens its thread again.

    There is one level of replies: an answer to a reply stands under the first comment.
    """
    if parent is not None:
        parent = parent.parent or parent
        about = parent.topic
    comment = Comment(case=case, topic=about, parent=parent, author=by, text=text)
    comment.full_clean()
    comment.save()
    if parent is not None and parent.resolved_at:
        reopen_comment(parent, by=by)
    sentence = _("Somebody commented on the case %(case)s.") % {"case": case}
    log(case, "comment_added", sentence, by=by)
    return comment


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User) -> Comment:
    """Mark a thread as dealt with. Doing it twice keeps who was first."""
    Comment.objects.filter(pk=comment.pk, resolved_at__isnull=True).update(
        resolved_at=timezone.now(), resolved_by=by
    )
    sentence = _("A comment on the case %(case)s was resolved.") % {"case": comment.case}
    log(comment.case, "comment_resolved", sentence, by=by)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def reopen_comment(comment: Comment, *, by: User) -> Comment:
    """Take the mark away again."""
    Comment.objects.filter(pk=comment.pk).update(resolved_at=None, resolved_by=None)
    sentence = _("A comment on the case %(case)s was opened again.") % {"case": comment.case}
    log(comment.case, "comment_reopened", sentence, by=by)
    comment.refresh_from_db()
    return comment
