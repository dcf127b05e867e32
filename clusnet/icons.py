"""Icons of the site: each drawn once.

``{% lucide %}`` copies the tree of an icon and writes it out at every use; a page shows dozens of
the same. Templates load this library by the name of the package, whose own app is not installed
for that (``settings.TEMPLATES``).
"""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags import lucide as package

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: object) -> SafeString:
    """The icon as SVG, with these attributes."""
    words = tuple((key, str(value)) for key, value in attributes.items())
    return _drawn(str(name), size, words)


@lru_cache(maxsize=1000)
def _drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return mark_safe(package.lucide(name, size=size, **dict(attributes)))  # noqa: S308  escaped by the package
