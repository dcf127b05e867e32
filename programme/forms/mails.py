"""The forms of the outbox: which mails are shown, and other words for some of them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programme.days import validate_day
from programme.forms.base import FilterForm
from programme.forms.letters import NOT_INSIDE
from programme.letters.kinds import label_of
from programme.mails.late_words import MARK
from programme.mails.outbox import CAN_LEAVE, NOT_REACHED
from programme.mails.outbox_editing import Marked
from programme.mails.secret_links import carries_off
from programme.models import MailStatus
from programme.plain import plain

TO_COME = "to_come"
# What stands for more than one state, or for a part of one.
STATES = {
    TO_COME: CAN_LEAVE,
    NOT_REACHED: Q(status__in=[MailStatus.FAILED, MailStatus.BOUNCED]),
    MailStatus.GATHERED.value: Q(status=MailStatus.GATHERED, digest=None),
}


class MailFilter(FilterForm):
    """Which mails are shown; read from the address."""

    q = forms.CharField(label=_("Person, address or subject"), required=False)
    status = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            (TO_COME, _("Not left yet")),
            (NOT_REACHED, _("Did not arrive")),
            *MailStatus.choices,
        ],
    )
    kind = forms.ChoiceField(label=_("What for"), required=False)
    since = forms.DateField(
        label=_("Written since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, mails: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = mails.order_by().values_list("kind", flat=True).distinct()
        named = sorted((label_of(kind), kind) for kind in kinds)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Anything")), *((kind, words) for words, kind in named)]

    def clean_since(self) -> datetime.date | None:
        return _day(self.cleaned_data["since"])

    def clean_until(self) -> datetime.date | None:
        return _day(self.cleaned_data["until"])

    def apply(self, mails: Any) -> Any:
        """The mails that match; a value that makes no sense is shown at its field."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q", "").strip():
            mails = mails.filter(
                Q(name__in=_names_like(words, mails))
                | Q(address__icontains=words)
                | Q(subject__icontains=words)
            )
        if status := chosen.get("status"):
            mails = mails.filter(STATES.get(status, Q(status=status)))
        if kind := chosen.get("kind"):
            mails = mails.filter(kind=kind)
        if since := chosen.get("since"):
            mails = mails.filter(created_at__gte=_midnight(since))
        if until := chosen.get("until"):
            mails = mails.filter(created_at__lt=_midnight(until + datetime.timedelta(days=1)))
        return mails


def _names_like(words: str, mails: Any) -> list[str]:
    """The names of readers that hold the words, whatever accents somebody types."""
    names = mails.order_by().values_list("name", flat=True).distinct()
    return [name for name in names if plain(words) in plain(name)]


def _day(day: datetime.date | None) -> datetime.date | None:
    if day is not None:
        validate_day(day)
    return day


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class MailWordsForm(forms.Form):
    """Other words for a mail, or for all of its occasion that say the same."""

    subject = forms.CharField(label=_("Subject"), max_length=250)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea)
    for_all = forms.ChoiceField(
        label=_("For whom"),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, words: Marked, number: int, reader: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"subject": words.subject, "body": words.body})
        super().__init__(*args, **kwargs)
        self.words = words
        self.fields["body"].widget.attrs |= {"rows": 16, "class": "form-control"}
        self.fields["subject"].widget.attrs["class"] = "form-control"
        if number > 1:
            everybody = ngettext_lazy(
                "for all %(number)s person who gets these words",
                "for all %(number)s people who get these words",
                number,
            )
            field = self.fields["for_all"]
            field.choices = [  # type: ignore[attr-defined]
                ("one", _("for %(reader)s alone") % {"reader": reader}),
                ("all", everybody % {"number": number}),
            ]
            self.initial["for_all"] = "all"
        else:
            del self.fields["for_all"]

    @property
    def is_for_all(self) -> bool:
        return bool(self.cleaned_data.get("for_all") == "all")

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if missing := self.words.missing(body):
            raise ValidationError(
                _("%(mark)s is the reader's own way in. It has to stay in the text."),
                params={"mark": missing[0]},
            )
        brings_key = MARK in body and MARK not in self.words.body
        if brings_key or carries_off(body, self.words.links):
            raise ValidationError(NOT_INSIDE)
        return body
