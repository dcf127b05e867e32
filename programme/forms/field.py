"""The form of an entry of the field: an actor, a funding portal, what a country does."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.forms.base import PartialSaveMixin, fix_parent, page_helper
from programme.models import FieldEntry, FieldEntryKind, Programme

NATIONAL = FieldEntryKind.NATIONAL_PROGRAMME


class FieldEntryForm(PartialSaveMixin):
    """One entry; its kind is settled by where the form was opened."""

    class Meta:
        model = FieldEntry
        fields = [
            "programme",
            "kind",
            "country",
            "exists",
            "name",
            "website",
            "note",
            "source",
            "as_of",
        ]
        widgets = {
            "exists": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 3}),
            "as_of": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "source": _("How you know: the website, a report, a person asked."),
            "as_of": _("When this was true, as far as the source says."),
        }

    def __init__(self, *args: Any, programme: Programme, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        kind = kind or self.instance.kind
        self.initial["kind"] = kind
        self.fields["kind"].disabled = True
        self.fields["source"].required = self.fields["as_of"].required = True
        self.fields["name"].required = kind != NATIONAL
        if self.instance._state.adding:
            self.initial.setdefault("as_of", timezone.localdate())
        if kind == NATIONAL:
            self._ask_about_a_country()
        else:
            del self.fields["exists"]
        first = ["country", "exists", "name"] if kind == NATIONAL else ["name", "country"]
        source = Row(Column("source"), Column("as_of"))
        self.helper = page_helper(*first, "website", "note", source)

    def _ask_about_a_country(self) -> None:
        self.fields["country"].required = True
        self.fields["name"].label = _("Name of the programme")
        self.fields["note"].label = _("What it does")
        self.fields["name"].help_text = _("Needed where there is one.")
        self.fields["exists"] = forms.TypedChoiceField(
            label=_("Does the country have a national cluster programme?"),
            choices=[("True", _("Yes")), ("False", _("No"))],
            coerce=lambda value: value == "True",
            widget=forms.RadioSelect,
            initial="True",
        )
