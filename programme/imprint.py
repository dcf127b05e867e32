"""What must stand on everything that the programme publishes: who pays for it."""

from django.utils.translation import gettext as _

from programme.models import Programme


def is_imprint_complete(*, funding_line: str, logo: str) -> bool:
    """Whether both are there: the funding line, and the name of a stored logo."""
    return bool(funding_line.strip() and logo)


def missing_imprint(programme: Programme) -> str:
    """Why nothing of the programme can be published yet, in a sentence; empty if all is there."""
    has_line, has_logo = bool(programme.funding_line.strip()), bool(programme.logo)
    if has_line and has_logo:
        return ""
    if has_line:
        missing = _("The programme has no logo of its funder yet.")
    elif has_logo:
        missing = _("The programme has no funding line yet.")
    else:
        missing = _("The programme has neither a funding line nor a logo of its funder yet.")
    return _(
        "%(missing)s The funding line and the logo of the funder must stand on whatever is "
        "published; the coordinator adds them in the settings."
    ) % {"missing": missing}
