"""The filter of the outbox."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.forms.base import FilterForm
from programme.models import MailStatus
from programme.outbox import words_for_kind


class MailFilter(FilterForm):
    """Which mails are shown; read from the address."""

    q = forms.CharField(label=_("Person, address or subject"), required=False)
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *MailStatus.choices]
    )
    kind = forms.ChoiceField(label=_("What for"), required=False)

    def __init__(self, *args: Any, mails: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = mails.order_by().values_list("kind", flat=True).distinct()
        named = sorted((words_for_kind(kind), kind) for kind in kinds)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Anything")), *((kind, words) for words, kind in named)]

    def apply(self, mails: Any) -> Any:
        """The mails that match; a value that makes no sense is shown at its field."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q", "").strip():
            mails = mails.filter(
                Q(name__icontains=words) | Q(address__icontains=words) | Q(subject__icontains=words)
            )
        if status := chosen.get("status"):
            mails = mails.filter(status=status)
        if kind := chosen.get("kind"):
            mails = mails.filter(kind=kind)
        return mails
