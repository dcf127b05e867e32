"""What the entries of the log that reports write are about."""

from django.utils.translation import gettext_lazy as _

from programme.trace.kinds import register_kind


def register() -> None:
    register_kind("report", _("Reports and documents"), "reports.")
