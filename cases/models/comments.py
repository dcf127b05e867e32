"""What is said about a draft."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.parts import CasePartQuerySet
from cases.outline import SECTION_BY_KEY, TOPICS
from programme.writing.models import TextComment, comment_rules

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class CommentQuerySet(CasePartQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Whoever may read the draft may answer and resolve."""
        return self.visible_to(user)


# What a comment can be about: a topic, a whole section, or (empty) the whole case.
COMMENT_PLACES = ("", *SECTION_BY_KEY, *TOPICS)


class Comment(TextComment):
    """A remark on a part of the draft of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    topic = models.CharField(
        _("about"),
        max_length=40,
        blank=True,
        help_text=_("A topic or a section of the outline. Empty: the whole case."),
    )

    place_field = "topic"

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
            *comment_rules("comment"),
        ]
