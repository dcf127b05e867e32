"""What is said about a draft."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.parts import CasePartQuerySet
from cases.outline import SECTION_BY_KEY, TOPICS

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class CommentQuerySet(CasePartQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Whoever may read the draft may answer and resolve."""
        return self.visible_to(user)


# What a comment can be about: a topic, a whole section, or (empty) the whole case.
COMMENT_PLACES = ("", *SECTION_BY_KEY, *TOPICS)


class Comment(models.Model):
    """A remark on a part of the draft, with replies; resolved or open."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    topic = models.CharField(
        _("about"),
        max_length=40,
        blank=True,
        help_text=_("A topic or a section of the outline. Empty: the whole case."),
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, related_name="case_comments"
    )
    text = models.TextField(_("comment"), max_length=10_000)
    # Words of the text as they stood when somebody remarked on them.
    quote = models.CharField(_("the words it speaks of"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["case", "created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=COMMENT_PLACES),
                name="comment_topic_known",
                violation_error_message=_("This part is not in the outline."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="comment_not_its_own_parent",
                violation_error_message=_("A comment cannot answer itself."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(resolved_at__isnull=True, quote=""),
                name="comment_thread_is_resolved_as_one",
                violation_error_message=_("A reply has no quote and is resolved with its thread."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
