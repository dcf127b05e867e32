"""Template tags for every app."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from programme.writing.markdown import render_markdown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """``{{ answer.text|markdown }}``: what somebody wrote, as safe HTML."""
    return render_markdown(text)


@register.filter
def as_shown(field: BoundField) -> SafeString:
    """What a page carries of a field that it draws by itself; see ``programme.forms.carried``."""
    return field.as_hidden(only_initial=True)
