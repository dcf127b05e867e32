"""What stands in the place of somebody who was erased."""

from django.utils.translation import gettext as _

from programme.models import DataRequest, User


def nameless(user: User) -> tuple[str, str]:
    """The name and the address that stand for somebody who was erased."""
    return (
        _("Former participant %(number)s") % {"number": user.pk},
        f"erased-{user.pk}@erased.invalid",
    )


def neutral_of(request: DataRequest) -> tuple[str, str]:
    """The same for whoever a request is about, with an account or without."""
    if request.user is not None:
        return nameless(request.user)
    return (
        _("Former guest %(number)s") % {"number": request.pk},
        f"erased-guest-{request.pk}@erased.invalid",
    )
