"""Setting up and taking away the second factor: allauth's pages with our order of things.

Whoever sets one up has shown it in this session; whoever has one shows it before anything is
changed, which a password does not replace; taking one away ends all other sessions.
"""

from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as key_views
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from programme.access import seats_of
from programme.accounts import sessions
from programme.accounts.factors import (
    Factors,
    closing_without,
    forget_second_factor,
    has_second_factor,
    note_second_factor,
    proofs_of_factor,
    used_second_factor,
)
from programme.accounts.fresh import fresh_log_in, shown_factor
from programme.accounts.known_browsers import know_browser

# Where somebody wanted to go before the second factor was asked for.
NEXT_KEY = "after_second_factor"


@require_GET
def second_factor(request):
    """What is set up, and what can be added."""
    goes_on = NEXT_KEY in request.session and used_second_factor(request)
    context = {"factors": Factors.of(request.user), "goes_on": goes_on}
    return render(request, "mfa/index.html", context)


@require_GET
def second_factor_first(request):
    """A page asked for a second factor before it opens: set one up, or show it."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[NEXT_KEY] = wanted
    if used_second_factor(request):
        return HttpResponseRedirect(request.session.pop(NEXT_KEY, "/"))
    proofs = proofs_of_factor(request)
    onward = urlencode({"next": request.session.get(NEXT_KEY, "/")})
    context = {
        "is_set_up": has_second_factor(request.user),
        # By passkey where there is one.
        "proof_url": f"{proofs[-1]}?{onward}" if proofs else "",
        "has_others": len(seats_of(request.user)) > 1,
    }
    return render(request, "mfa/first.html", context)


class SecondStep(mfa_views.AuthenticateView):
    """At the log-in, after the password or the code of a mail."""

    def get_context_data(self, **kwargs):
        factors = Factors.of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"factors": factors}


@method_decorator([never_cache, fresh_log_in, shown_factor], name="dispatch")
class AppActivate(totp_views.ActivateTOTPView):
    """The codes of a phone."""

    def form_valid(self, form):
        response = super().form_valid(form)
        note_second_factor(self.request, Authenticator.Type.TOTP)
        know_browser(self.request, self.request.user)
        return response


@method_decorator(shown_factor, name="dispatch")
class AppRemove(totp_views.DeactivateTOTPView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(closing=closing_without(self.authenticator), **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        after_removal(self.request)
        return response


@method_decorator([never_cache, fresh_log_in, shown_factor], name="dispatch")
class KeyAdd(key_views.AddWebAuthnView):
    def form_valid(self, form):
        response = super().form_valid(form)
        note_second_factor(self.request, Authenticator.Type.WEBAUTHN)
        know_browser(self.request, self.request.user)
        return response


class KeyAgain(key_views.ReauthenticateWebAuthnView):
    """A passkey before a change; what goes wrong is said where it went wrong."""

    def form_invalid(self, form):
        super().form_invalid(form)
        return HttpResponseRedirect(self.request.get_full_path())


@method_decorator(shown_factor, name="dispatch")
class KeyRename(key_views.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


@method_decorator(shown_factor, name="dispatch")
class KeyRemove(key_views.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs):
        closing = closing_without(self.object)
        return super().get_context_data(key=self.object.wrap(), closing=closing, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        after_removal(self.request)
        return response


@method_decorator([never_cache, shown_factor], name="dispatch")
class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    """Shown once: on the way back they are gone, and new ones can be made."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        goes_on = NEXT_KEY in self.request.session
        onward = reverse("second_factor_first" if goes_on else "mfa_index")
        return context | {"on_url": onward, "file": "\n".join(context["unused_codes"])}


@method_decorator(shown_factor, name="dispatch")
class RecoveryCodesNew(recovery_views.GenerateRecoveryCodesView):
    """Others in the place of those that are left."""


def after_removal(request) -> None:
    sessions.end_sessions(request.user, but=request.session.session_key)
    if not has_second_factor(request.user):
        forget_second_factor(request)
