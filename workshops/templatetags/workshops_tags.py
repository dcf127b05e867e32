"""What templates of workshops ask."""

from django import template

from workshops.access import runs

register = template.Library()
register.filter(runs)
