"""Mails about an account, from the site and not from a programme.

They leave at once and stay in no outbox: whoever runs a programme must not read a code or a link
with which somebody else gets in, and somebody waits for them.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from programme.mails.server import one_line


def send_letter(template: str, address: str, **context: Any) -> None:
    """Send ``templates/<template>_message.txt``; one of ``REFUSALS`` when it did not leave."""
    context = {"email": address, "site_url": settings.SITE_URL} | context
    EmailMessage(
        subject=one_line(render_to_string(f"{template}_subject.txt", context)),
        body=render_to_string(f"{template}_message.txt", context).strip() + "\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
