"""What templates of the networking map ask."""

from django import template
from django.utils.safestring import SafeString

from programme.mapping.europe import Europe
from programme.mapping.picture import picture_of

register = template.Library()


@register.simple_tag
def europe_picture(europe: Europe, cities_url: str = "") -> SafeString:
    """Lines, dots and names; with the address of all cities, each dot leads to its own."""
    return picture_of(europe, cities_url)
