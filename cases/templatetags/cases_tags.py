"""Template tags for the pages of cases."""

from collections.abc import Mapping
from typing import Any

from django import template

from cases.services.commented import CommentedCase
from programme.templatetags.comment_tags import comment_links

register = template.Library()


@register.inclusion_tag("programme/writing/comments/_links.html", takes_context=True)
def topic_comments(context: Any, counts: Mapping[str, int] | str, place: str) -> dict[str, Any]:
    """How many comments on a topic are open, with the way to them; ``counts`` is by place."""
    return comment_links(CommentedCase(context["case"]), counts, place)
