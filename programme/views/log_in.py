"""Log-in by a code or a link from the mail, and what of allauth's pages has to differ."""

from allauth.account import views as account_views
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from programme.accounts import sessions
from programme.accounts.fresh import fresh_log_in

# Where somebody wanted to go who opens the link of the mail, which does not say it.
NEXT_KEY = "after_code"


class CodeRequest(account_views.RequestLoginCodeView):
    """A code and a link by mail; the same answer whether the address has an account."""

    def form_valid(self, form):
        response = super().form_valid(form)
        self.request.session[NEXT_KEY] = self.get_next_url() or ""
        return response


class CodeConfirm(account_views.ConfirmLoginCodeView):
    """The code is typed, or the link of the mail brings it; a button logs in.

    It counts in the browser alone that asked for it: a link that somebody else asked for logs
    nobody in anywhere.
    """

    def get_next_url(self):
        return super().get_next_url() or self.request.session.get(NEXT_KEY)

    def get_initial(self):
        return {"code": self.request.GET.get("code", "")[:20]}

    def form_valid(self, form):
        person = self._process.user
        if person and person.email.lower() != self._process.state.get("email", "").lower():
            # The e-mail was changed since: what went to the old address opens nothing any more.
            self._process.abort()
            return HttpResponseRedirect(reverse("account_request_login_code"))
        return super().form_valid(form)


@login_not_required
def code_confirm(request):
    response = CodeConfirm.as_view()(request)
    goes_on = request.user.is_authenticated or response.status_code != 302
    if request.method == "GET" and "code" in request.GET and not goes_on:
        messages.warning(
            request,
            gettext(
                "The link works once, and in the browser in which you asked for it. Type the code"
                " there, or ask for a new one here."
            ),
        )
    return response


class PasswordChange(account_views.PasswordChangeView):
    """The other browsers are logged out."""

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.end_sessions(self.request.user, but=self.request.session.session_key)
        return response


@method_decorator([fresh_log_in, reauthentication_required(app="allauth.mfa")], name="dispatch")
class PasswordSet(account_views.PasswordSetView):
    """The first password of an account that has none."""

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.end_sessions(self.request.user, but=self.request.session.session_key)
        return response


class PasswordReset(account_views.PasswordResetFromKeyView):
    """A new password by the link of a mail: whoever was logged in with the old one no longer is."""

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.end_sessions(self.reset_user)
        return response
