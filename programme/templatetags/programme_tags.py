"""Template tags for every app."""

from django import template
from django.utils.safestring import SafeString

from programme.writing.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """``{{ answer.text|markdown }}``: what somebody wrote, as safe HTML."""
    return render_markdown(text)
