"""What templates of PDFs need beyond those of pages."""

import re

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from programme.writing.markdown import render_markdown

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """``{{ part.text|prose }}``: what somebody wrote, as safe HTML for a tagged PDF.

    A link is plain inside: WeasyPrint 70 tags a link with emphasis in it wrongly.
    """
    html = re.sub(
        r"(<a [^>]*>)(.*?)</a>",
        lambda link: f"{link[1]}{strip_tags(link[2])}</a>",
        render_markdown(text),
        flags=re.DOTALL,
    )
    return mark_safe(html)  # noqa: S308  it was safe before, and only tags were taken away
