"""Which mails about reports are still true in the moment in which they leave."""

import re

from django.utils.translation import gettext as _

from programme.mails.hooks import ask_before_sending
from programme.models import Mail
from reports.letter_kinds import CHECK, CHECK_REMINDER
from reports.models import FactCheck

FACT_CHECK = re.compile(r"^fact-check:(\d+)(?::reminder:(\S+))?$")


def ask_about_mails() -> None:
    """Say which mails are to be asked about. Called once, when the app is ready."""
    for kind in (CHECK, CHECK_REMINDER):
        ask_before_sending(kind, against_check)


def against_check(mail: Mail) -> str:
    """A check that is over asks for nothing, and one with more time reminds later."""
    about = FACT_CHECK.match(mail.source_key)
    if not about:
        return ""
    check = FactCheck.objects.open().filter(pk=about[1]).first()
    if check is None:
        return _("The check of facts is over.")
    if about[2] and about[2] != str(check.due_on):
        return _("The city has more time now.")
    return ""
