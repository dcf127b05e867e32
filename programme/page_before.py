"""Where a verb leads back to."""

from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: Any, default: str) -> str:
    """The page on which the button was pressed, if the form named one of this site."""
    wanted = request.POST.get("next", "")
    # A path: ``redirect`` takes any other word for the name of a view.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return default
