"""What templates of workshops ask."""

from django import template

from workshops.access import runs, sees_meetings

register = template.Library()
register.filter(runs)
register.filter(sees_meetings)
