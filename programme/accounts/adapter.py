"""How accounts behave that differs from allauth's way."""

import logging
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.accounts import secrets, sessions
from programme.accounts.confirmed import is_confirmed
from programme.accounts.devices import device_of
from programme.accounts.factors import used_second_factor
from programme.accounts.known_browsers import know_browser
from programme.accounts.letters import send_letter
from programme.accounts.tries import BEGUN_KEY
from programme.invitations.services import came_in
from programme.mails.server import REFUSALS
from programme.models import User
from programme.people.claims import claims_of

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People come in by invitation; nobody makes an account by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and this password do not belong together."),
        "incorrect_code": _("This is not the right code. Check that it is the newest one."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many tries. Wait some minutes, then try again."),
        "rate_limited": _("Too many tries. Wait some minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **of_allauth: Any) -> HttpResponse | None:
        request.session[BEGUN_KEY] = user.get_session_auth_hash()
        refusal: HttpResponse | None = super().pre_login(request, user, **of_allauth)
        return refusal

    def login(self, request: HttpRequest, user: Any) -> None:
        """Whoever chose another password while a log-in waited for its second factor did so
        because of that log-in, perhaps; and an account may have been closed since."""
        begun = request.session.pop(BEGUN_KEY, "")
        if not user.is_active or not constant_time_compare(begun, user.get_session_auth_hash()):
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        if used_second_factor(request):
            know_browser(request, user)
        sessions.begin(request)
        came_in(user)

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        # ``programme.middleware`` tells the browser: the next person presses the back button.
        request.has_logged_out = True  # type: ignore[attr-defined]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever was on the way to no page sees first what others entered with the own e-mail."""
        person = request.user
        if isinstance(person, User) and is_confirmed(person) and claims_of(person):
            return reverse("programme:claims")
        return str(super().get_login_redirect_url(request))

    def is_safe_url(self, url: Any) -> bool:
        """What is no address at all leads nowhere; allauth would break over it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("programme:account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By the site's own address: a mail must not repeat what a request calls the site."""
        path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
        return f"{settings.SITE_URL}{path.replace('UID-KEY', quote(key))}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, and with the same answer whether the address has an account or not."""
        words = {name: value for name, value in context.items() if name not in ("request", "email")}
        try:
            send_letter(template_prefix, email, **words)
        except REFUSALS:
            logger.exception("A mail about an account was not sent: %s", template_prefix)
            self.add_message(
                allauth_context.request,
                messages.ERROR,
                message=gettext("The mail could not be sent. Try again in a few minutes."),
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed, where and when. What changed stays changed if the mail cannot leave."""
        agent = self.get_http_user_agent(self.request)
        words = {"name": user.name, "ip": self.get_client_ip(self.request)}
        try:
            send_letter(template_prefix, user.email, device=device_of(agent), **words)
        except REFUSALS:
            logger.exception("A notice to person %s was not sent: %s", user.pk, template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor in our words; its secrets locked with the key of the site."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the right code. Take the one that is shown now."),
    }

    def get_totp_issuer(self) -> str:
        return f"Clusnet ({self._get_site_name()})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Clusnet"}

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002  allauth's word
        """The browser in which it is made: mostly the place where the passkey is kept."""
        return device_of(allauth_context.request.META.get("HTTP_USER_AGENT", ""))

    def encrypt(self, text: str) -> str:
        return secrets.lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unlock(encrypted_text)
