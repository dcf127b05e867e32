"""What templates of meetings ask."""

from django import template

from workshops.matchmaking.speakers import Speaker

register = template.Library()


@register.simple_tag
def address_of(speaker: Speaker, name: str, *rest: object, **query: object) -> str:
    """The address of a page or a verb for this person, who has an account or a link."""
    return speaker.address(name, *rest, **query)
