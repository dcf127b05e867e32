"""What somebody of choice B loses by leaving it: said before anything is pressed."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Choice, Registration
from workshops.services.meetings.leaving import meetings_at_stake


def words_at_stake(registration: Registration | None) -> str:
    """“2 agreed meetings are cancelled …”; empty for whoever has none. One query at most."""
    sign_up = getattr(registration, "sign_up", None)
    if registration is None or sign_up is None or sign_up.item.choice != Choice.B:
        return ""
    agreed, asked = meetings_at_stake(registration)
    words = []
    if agreed:
        words.append(
            ngettext(
                "%(number)s agreed meeting is cancelled.",
                "%(number)s agreed meetings are cancelled.",
                agreed,
            )
            % {"number": agreed}
        )
    if asked:
        words.append(
            ngettext(
                "%(number)s open request for a meeting ends.",
                "%(number)s open requests for meetings end.",
                asked,
            )
            % {"number": asked}
        )
    if words:
        words.append(_("The others are told."))
    return " ".join(words)
