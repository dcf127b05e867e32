"""What the entries of the log that workshops write are about."""

from django.utils.translation import gettext_lazy as _

from programme.trace.changes import speak
from programme.trace.kinds import register_kind


def register() -> None:
    register_kind("registration", _("Registrations"), "workshops.registration:")
    register_kind("meeting", _("Meetings"), "workshops.meeting", "workshops.network")
    register_kind(
        "workshop",
        _("Workshops"),
        "workshops.workshop",
        "workshops.agenda",
        "workshops.survey",
        "workshops.typical",
        "workshops.note",
        "workshops.practical",
    )
    # The keys of the two consents of a registration.
    speak("workshops.registration", "list", _("In the list of participants"), {})
    speak("workshops.registration", "photos", _("On pictures"), {})
