"""The form of an agenda item, and the small one that moves it."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.forms import fix_parent, page_helper
from workshops.agendas.positions import PastMidnightError, Position
from workshops.forms.fields import ItemFormMixin, TimeInput
from workshops.models import AgendaItem, Workshop


class AgendaItemForm(ItemFormMixin):
    """An item of an agenda. Its day is one of the workshop's."""

    derived_fields = ("updated_at",)

    class Meta:
        model = AgendaItem
        fields = [
            "workshop",
            "kind",
            "day",
            "starts_at",
            "ends_at",
            "title",
            "description",
            "part",
            "led_by",
            "speakers",
            "room",
            "meeting_point",
            "bus_at",
            "bus_back_at",
            "choice",
            "capacity",
        ]
        widgets = {
            "kind": forms.RadioSelect(),
            "starts_at": TimeInput(),
            "ends_at": TimeInput(),
            "bus_at": TimeInput(),
            "bus_back_at": TimeInput(),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        fix_parent(self, "workshop", workshop)
        self.fields["day"] = forms.TypedChoiceField(
            label=_("Day"),
            choices=[(day.isoformat(), date_format(day, "l j F")) for day in workshop.days],
            coerce=datetime.date.fromisoformat,
        )
        if isinstance(self.initial.get("day"), datetime.date):
            self.initial["day"] = self.initial["day"].isoformat()
        self.name_empty_choices()
        self.helper = page_helper(
            "kind",
            "title",
            Row(Column("day"), Column("starts_at"), Column("ends_at")),
            "description",
            Row(Column("led_by"), Column("room")),
            "speakers",
            "meeting_point",
            Row(Column("bus_at"), Column("bus_back_at")),
            "part",
            Row(Column("choice"), Column("capacity")),
        )

    def _get_validation_exclusions(self) -> set[str]:
        # Whether an item was taken out decides if its choice is free; a form does not say it.
        return super()._get_validation_exclusions() - {"removed_at"}  # type: ignore[misc]

    def clean_choice(self) -> str:
        choice: str = self.cleaned_data["choice"]
        signed_up = self._signed_up()
        if signed_up and choice != self.instance.choice:
            raise forms.ValidationError(
                ngettext(
                    "%(count)s person has chosen this, so it stays choice %(choice)s.",
                    "%(count)s people have chosen this, so it stays choice %(choice)s.",
                    signed_up,
                )
                % {"count": signed_up, "choice": self.instance.choice}
            )
        return choice

    def clean_capacity(self) -> int | None:
        capacity: int | None = self.cleaned_data["capacity"]
        signed_up = self._signed_up()
        if capacity is not None and capacity < signed_up:
            raise forms.ValidationError(
                _("%(count)s people have chosen this already; it needs as many places.")
                % {"count": signed_up}
            )
        return capacity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        bus_at, back_at = cleaned.get("bus_at"), cleaned.get("bus_back_at")
        if bus_at and back_at and back_at <= bus_at:
            self.add_error(
                "bus_back_at",
                _("The bus is back at %(back)s, which is not after it left at %(bus)s.")
                % {"back": f"{back_at:%H:%M}", "bus": f"{bus_at:%H:%M}"},
            )
        return cleaned

    def _signed_up(self) -> int:
        return self.instance.sign_ups.count() if self.instance.pk else 0


class MoveForm(forms.Form):
    """Day and times of an item, and where the person saw it (``base``).

    ``by`` moves it from there by some minutes instead.
    """

    base = forms.CharField()
    day = forms.DateField()
    starts_at = forms.TimeField()
    ends_at = forms.TimeField()
    by = forms.IntegerField(required=False, min_value=-600, max_value=600)
    with_following = forms.BooleanField(required=False)

    def clean_base(self) -> Position:
        try:
            return Position.parse(self.cleaned_data["base"])
        except ValueError as error:
            raise forms.ValidationError(
                _("Reload the page: it does not say where the item was.")
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by, base = cleaned.get("by"), cleaned.get("base")
        if by and base:
            try:
                there = base.later(datetime.timedelta(minutes=by))
            except PastMidnightError as error:
                raise forms.ValidationError(
                    _("That would be on another day. Choose the day instead.")
                ) from error
            cleaned |= {"starts_at": there.starts_at, "ends_at": there.ends_at, "day": there.day}
        return cleaned

    @property
    def why_not(self) -> str:
        """The mistakes in one line, each once."""
        return " ".join(
            dict.fromkeys(
                str(error) if name == "__all__" else f"{NAMES.get(name, name)}: {error}"
                for name, errors in self.errors.items()
                for error in errors
            )
        )


# What the small form calls its fields.
NAMES = {
    "day": gettext_lazy("Day"),
    "starts_at": gettext_lazy("From"),
    "ends_at": gettext_lazy("To"),
}
