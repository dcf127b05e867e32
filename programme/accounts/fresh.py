"""Who it is, once more, where allauth asks for too little.

Somebody with neither a password nor a second factor passes there: here the log-in itself, by a code
from the mail, must be fresh. And there a password is enough to take a second factor away, or to add
one: here it is not.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from programme.accounts.factors import has_second_factor, proofs_of_factor, used_second_factor


def must_log_in_again(request: HttpRequest) -> bool:
    if get_reauthentication_flows(request.user):
        return False
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT


def fresh_log_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that change how an account is opened, beside ``reauthentication_required``."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not must_log_in_again(request):
            return view(request, *args, **kwargs)
        address = f"{reverse('account_request_login_code')}?{urlencode({'next': request.path})}"
        logout(request)
        messages.info(
            request,
            _("This changes how your account is opened: log in once more to show that it is you."),
        )
        return redirect(address)

    return answer


def shown_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that change a second factor: whoever has one shows it first. A session may have
    been begun before it was set up, by somebody who knows no more than the password."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if used_second_factor(request) or not has_second_factor(request.user):
            return view(request, *args, **kwargs)
        return redirect(f"{proofs_of_factor(request)[-1]}?{urlencode({'next': request.path})}")

    return answer
