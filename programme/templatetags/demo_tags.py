"""What only a demonstration site shows."""

from typing import Any

from django import template
from django.template import Context

from programme.demo.log_ins import PASSWORD, demo_seats

register = template.Library()


@register.inclusion_tag("account/_demo_log_ins.html", takes_context=True)
def demo_log_ins(context: Context) -> dict[str, Any]:
    """``{% demo_log_ins %}``: a button for each role, or nothing."""
    return {
        "csrf_token": context.get("csrf_token"),
        "redirect_field": context.get("redirect_field", ""),
        "seats": demo_seats(),
        "password": PASSWORD,
    }
