"""The forms around the link of an invitation."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.forms.base import FilterForm, page_helper
from programme.models import ConsentPurpose, Invitation, InvitationStatus
from programme.people.claims import Claim
from programme.people.names import clean_name
from programme.privacy.wording import WORDS


class NameField(forms.CharField):
    """A person's name, refused where it carries what nobody sees."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return clean_name(typed) if typed else ""


class AcceptForm(forms.Form):
    """What somebody says who comes in by a link."""

    name = NameField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "data-show-password": gettext_lazy("Show it")}
        ),
    )
    claims = forms.MultipleChoiceField(
        label=gettext_lazy("Yours already"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_listed = forms.BooleanField(label=WORDS[ConsentPurpose.LISTED], required=False)

    def __init__(
        self, *args: Any, invitation: Invitation, claims: Iterable[Claim], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.initial["name"] = invitation.user.name
        self._set_password_words()
        choices = [(claim.key, f"{claim.title} ({claim.note})") for claim in claims]
        field = self.fields["claims"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = choices
        self.initial["claims"] = [key for key, _words in choices]
        if not choices:
            del self.fields["claims"]
        layout = ["name", "password", *(["claims"] if choices else []), "is_listed"]
        self.helper = page_helper(*layout)

    def _set_password_words(self) -> None:
        field = self.fields["password"]
        field.help_text = _("At least ten letters or signs.")
        if getattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED", False):
            field.required = False
            field.help_text = _(
                "At least ten letters or signs. Leave it empty to log in without one: by a code"
                " that comes by mail each time."
            )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.invitation.user)
        return password


class LostLinkForm(forms.Form):
    """For whoever has only an old link: the address to which a new one goes."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("email")


class InvitationFilter(FilterForm):
    """Which invitations the list shows; read from the address."""

    q = forms.CharField(
        label=gettext_lazy("Name, e-mail or city"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Any")), *InvitationStatus.choices],
    )
