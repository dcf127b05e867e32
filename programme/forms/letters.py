"""The form of the words of one kind of mail."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.letters.kinds import LetterKind
from programme.letters.writing import PLACEHOLDER
from programme.mails.late_words import MARK
from programme.mails.secret_links import carries_off
from programme.mails.server import one_line, without_controls
from programme.models import MailTemplate
from programme.writing.forms import SharedRowForm
from programme.writing.services import normal_text

NOT_INSIDE = gettext_lazy(
    "The reader's own link stands by itself: it can be no part of another address."
)
BRACE = re.compile(r"[{}]")


class LetterForm(SharedRowForm):
    """Subject and text with placeholders; what only one of two people changed is kept."""

    class Meta:
        model = MailTemplate
        fields = ["subject", "body"]
        labels = {"subject": gettext_lazy("Subject"), "body": gettext_lazy("Text")}
        widgets = {
            "subject": forms.TextInput(attrs={"class": "form-control", "data-placeholders": True}),
            "body": forms.Textarea(
                attrs={"class": "form-control", "rows": 16, "data-placeholders": True}
            ),
        }

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        text = one_line(self.cleaned_data["subject"])
        self._check(text)
        return text

    def clean_body(self) -> str:
        text = without_controls(normal_text(self.cleaned_data["body"])).strip()
        self._check(text)
        there = set(PLACEHOLDER.findall(text))
        for name, placeholder in self.kind.all_placeholders.items():
            if placeholder.is_needed and name not in there:
                raise ValidationError(
                    _("{%(name)s} has to stand in the text: %(what)s."),
                    params={"name": name, "what": placeholder.label},
                )
        if MARK in text or carries_off(text, self._links()):
            raise ValidationError(NOT_INSIDE)
        return text

    def _links(self) -> list[str]:
        """What may be, or bring, a way in."""
        known = self.kind.placeholders.items()
        return [f"{{{name}}}" for name, p in known if p.is_needed or "://" in str(p.example)]

    def _check(self, text: str) -> None:
        """Every brace belongs to a placeholder that this mail has."""
        known = self.kind.all_placeholders
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                raise ValidationError(
                    _("This mail knows no {%(name)s}. It knows: %(known)s."),
                    params={"name": name, "known": ", ".join(f"{{{one}}}" for one in known)},
                )
        if found := BRACE.search(PLACEHOLDER.sub("", text)):
            raise ValidationError(
                _(
                    "There is a “%(brace)s” that belongs to no placeholder. A placeholder is one"
                    " of the words beside, between { and }."
                ),
                params={"brace": found[0]},
            )
