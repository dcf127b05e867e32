"""Change of the e-mail with which somebody logs in. What counts is in ``accounts.email_change``."""

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from programme.accounts.email_change import (
    EmailChangeError,
    Step,
    confirm_change,
    find_change,
    request_change,
    stop_change,
    withdraw_change,
)
from programme.accounts.fresh import fresh_log_in
from programme.forms.account import EmailChangeForm
from programme.models.account import EmailChange


@require_http_methods(["GET", "POST"])
@fresh_log_in
@reauthentication_required(app="allauth.mfa")
def email_change(request):
    form = EmailChangeForm(request.POST or None)
    if request.method == "POST" and asked(request, form):
        return redirect("programme:email_change")
    context = {"form": form, "change": EmailChange.objects.visible_to(request.user).first()}
    status = 422 if form.is_bound else 200
    return render(request, "programme/account_email.html", context, status=status)


def asked(request, form: EmailChangeForm) -> bool:
    """Whether both addresses were written to; the form says why not."""
    if not form.is_valid():
        return False
    if not ratelimit.consume(request, action="manage_email"):
        form.add_error(None, gettext("Too many tries. Wait an hour, then try again."))
        return False
    try:
        request_change(request.user, form.cleaned_data["address"])
    except EmailChangeError as error:
        form.add_error("address", str(error))
        return False
    return True


@require_POST
def email_withdraw(request):
    if withdraw_change(request.user):
        messages.success(request, gettext("Your e-mail stays as it is."))
    return redirect("programme:account")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def email_confirm(request, key):
    """The page behind the links in both letters. Mail scanners open links: a button confirms."""
    change = find_change(key)
    if change is None:
        return render(request, "programme/email_link_dead.html", status=404)
    stops = request.method == "POST" and "stop" in request.POST
    if stops and stop_change(key):
        return render(request, "programme/email_stopped.html")
    if request.method == "POST" and not stops:
        return agreed(request, change, key)
    context = {"change": change, "is_old": key == change.old_key}
    return render(request, "programme/email_confirm.html", context)


def agreed(request, change: EmailChange, key: str):
    try:
        step = confirm_change(key)
    except EmailChangeError as error:
        dead = {"error": str(error)}
        return render(request, "programme/email_link_dead.html", dead, status=409)
    context = {"step": step.value, "is_done": step is Step.NOTHING, "change": change}
    return render(request, "programme/email_confirmed.html", context)
