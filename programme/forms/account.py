"""Forms of the own account: name, e-mail, codes and keys of the second factor."""

import hashlib
import struct
import textwrap
from collections.abc import Callable
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import (
    ChangePasswordForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.account.forms import ReauthenticateForm as ReauthenticatePasswordForm
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.accounts.tries import Tries
from programme.forms.addresses import AddressField
from programme.forms.base import PartialSaveMixin, page_helper
from programme.mails.server import without_controls
from programme.models import User
from programme.people.names import clean_name
from programme.rate_limits import limited

# Longer than a code of a phone is taken.
CODE_LIFETIME = 180
# All that the reader of passkeys raises at what is none.
NO_KEY = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    TypeError,
    ValueError,
    struct.error,
)


class NameForm(PartialSaveMixin):
    """One's own name, as everybody reads it."""

    class Meta:
        model = User
        fields = ["name"]
        help_texts = {"name": _("First name and last name, as they should stand on lists.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.helper = page_helper("name")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(name.splitlines()) > 1:
            raise ValidationError(_("Write the name in one line."))
        return clean_name(name)


class EmailChangeForm(forms.Form):
    """The address to log in with from now on."""

    address = AddressField(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class LimitedCodeMixin(forms.Form):
    """A code of a phone or a recovery code: few tries (``programme.accounts.tries``), and each
    code once."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "inputmode": "text",
            "maxlength": 20,
            "placeholder": "",
        }

    def clean_code(self) -> str:
        code = normalize_user_code(self.cleaned_data["code"])
        tries = Tries(allauth_context.request, self.user, code)
        if tries.is_one_too_many():
            raise ValidationError(_("Too many tries. Wait some minutes, then try again."))
        try:
            checked: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            tries.note_wrong()
            raise
        used = f"second-factor-used:{self.user.pk}:{code}"
        if not cache.add(used, "y", timeout=CODE_LIFETIME):
            raise get_adapter().validation_error("incorrect_code")
        tries.note_right()
        return checked


class CodeForm(LimitedCodeMixin, AuthenticateForm):
    """At the log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page asks nothing else.
        self.fields["code"].widget.attrs["autofocus"] = True


class CodeAgainForm(LimitedCodeMixin, ReauthenticateForm):
    """Before a change of the account."""


class AppForm(LimitedCodeMixin, ActivateTOTPForm):
    """The first code, which shows that the phone has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the phone shows")

    @property
    def secret_in_fours(self) -> str:
        """As it can be typed without losing the place."""
        return " ".join(textwrap.wrap(self.secret, 4))


class AskByMailMixin(forms.Form):
    """Whoever asks for mails to an address gets few, and the others go on getting theirs: somebody
    without a password must not be locked out by a stranger who asks all the time."""

    action: str

    def clean_email(self) -> str:
        request, email = allauth_context.request, self.cleaned_data["email"].lower()
        asked = f"{self.action}:{hashlib.sha256(email.encode()).hexdigest()}"
        if limited(request, asked, "3/m/ip,15/h/ip") or not ratelimit.consume(
            request, action="ask_by_mail", key=email
        ):
            raise ValidationError(_("Too many tries. Wait some minutes, then try again."))
        return str(super().clean_email())  # type: ignore[misc]


class AskForCodeForm(AskByMailMixin, RequestLoginCodeForm):
    """A code for the log-in by mail."""

    action = "ask_code"
    email = EmailField(label=_("E-mail"))


class AskForPasswordForm(AskByMailMixin, ResetPasswordForm):
    """A link to choose a new password."""

    action = "ask_password"
    email = EmailField(label=_("E-mail"), required=True)


class NewPasswordMixin(forms.Form):
    """The fields of a new password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words: dict[str, tuple[Any, Any]] = {
            "oldpassword": (_("Current password"), ""),
            "password1": (_("New password"), _("At least ten letters or signs.")),
            "password2": (_("New password once more"), ""),
        }
        for name, (label, help_text) in words.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, help_text
                self.fields[name].widget.attrs.pop("placeholder", None)


class PasswordChangeForm(NewPasswordMixin, ChangePasswordForm):
    """Another password, by who knows the one until now."""


class PasswordSetForm(NewPasswordMixin, SetPasswordForm):
    """A password for an account that had none."""


class PasswordResetForm(NewPasswordMixin, ResetPasswordKeyForm):
    """A new password, by a link that came by mail."""


class PasswordAgainForm(ReauthenticatePasswordForm):
    """Who it is, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The way to a new password stands below, as at the log-in.
        self.fields["password"].help_text = ""


class ReadableKeyMixin(forms.Form):
    """What comes in the place of a passkey may be anything: it is refused, whatever it is."""

    def clean_credential(self) -> Any:
        parent = getattr(super(), "clean_credential", None)
        return self._readable(parent) if parent else self.cleaned_data["credential"]

    def clean(self) -> Any:
        return self._readable(super().clean)

    def _readable(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except NO_KEY as error:
            raise get_adapter().validation_error("incorrect_code") from error


class KeyLoginForm(ReadableKeyMixin, LoginWebAuthnForm):
    """A passkey alone."""


class KeyStepForm(ReadableKeyMixin, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class KeyAgainForm(ReadableKeyMixin, ReauthenticateWebAuthnForm):
    """Before a change of the account."""


def clean_key_name(name: str) -> str:
    return " ".join(without_controls(name).split())[:60]


class KeyForm(ReadableKeyMixin, AddWebAuthnForm):
    """A new passkey or security key."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again: “Office laptop”."),
    )
    passwordless = forms.BooleanField(
        label=_("Log in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("It then asks for your finger, your face or its PIN."),
    )

    def clean_name(self) -> str:
        return clean_key_name(super().clean_name()) or self.initial["name"]


class KeyNameForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Name"), max_length=60)

    def clean_name(self) -> str:
        name = clean_key_name(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give it a name."))
        return name
