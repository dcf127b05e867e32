"""The form with which a programme begins."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programme.forms.base import AddressMixin, page_helper
from programme.forms.settings import LogoMixin
from programme.models import Programme, User
from programme.starting import PIECES, start_programme


class StartForm(LogoMixin, AddressMixin):
    """A new programme, from scratch or with pieces of one that the person coordinates."""

    source = forms.ModelChoiceField(
        label=_("Take over from"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Nothing: from scratch"),
        help_text=_("Dates, people, cases, reports and everything written stay where they are."),
    )
    pieces = forms.MultipleChoiceField(
        label=_("What to take over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only counts where a programme is chosen above."),
    )

    class Meta:
        model = Programme
        fields = [
            "name",
            "slug",
            "title",
            "headline",
            "starts_on",
            "ends_on",
            "workshop_label",
            "expert_label",
            "funding_line",
            "logo",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "logo": forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        }
        help_texts = {
            "name": _("In the header of every page and on every document."),
            "slug": _("The first part of every address. Empty: it follows from the short name."),
            "headline": _("The first line of the overview."),
            "workshop_label": _("In small letters: “city workshop”, “study visit”."),
            "expert_label": _("Shown where a case goes to the experts: “Submit to CSC”."),
            "funding_line": _("At the foot of every page and on every document."),
            "logo": _("A PNG or JPEG file of at most 2 MB."),
        }

    def __init__(self, *args: Any, user: User, source: Programme | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        sources: forms.ModelChoiceField = self.fields["source"]  # type: ignore[assignment]
        sources.queryset = Programme.objects.editable_by(user)
        offered: forms.MultipleChoiceField = self.fields["pieces"]  # type: ignore[assignment]
        offered.choices = [(piece.key, piece.label) for piece in PIECES.values()]
        self.initial["pieces"] = [piece.key for piece in PIECES.values() if piece.is_usual]
        if source:
            self.initial["source"] = source
            for name in ("workshop_label", "expert_label", "funding_line"):
                self.initial[name] = getattr(source, name)
        else:
            self.initial["expert_label"] = _("the experts")
        self.helper = page_helper(
            Row(Column("name"), Column("slug")),
            "title",
            "headline",
            Row(Column("starts_on"), Column("ends_on")),
            Fieldset(_("Words"), Row(Column("workshop_label"), Column("expert_label"))),
            Fieldset(_("Funding"), "funding_line", "logo"),
            *self._taking_over(),
        )

    def _taking_over(self) -> list[Fieldset]:
        if not self.fields["source"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["source"], self.fields["pieces"]
            return []
        return [Fieldset(_("From another programme"), "source", "pieces")]

    def clean_slug(self) -> str:
        # Here the short name is “name” as for every other row with an address.
        self.instance.slug = ""
        return super().clean_slug() or slugify(self.cleaned_data.get("name", ""))

    def start(self) -> Programme:
        programme: Programme = self.save(commit=False)
        return start_programme(
            programme,
            by=self.user,
            source=self.cleaned_data.get("source"),
            pieces=self.cleaned_data.get("pieces") or (),
        )
