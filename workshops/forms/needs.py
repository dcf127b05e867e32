"""The fields of practical needs, as part of a form of a registration."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy

from workshops.models import PracticalNeeds, Registration

NEEDS = ("diet", "access", "arrival", "departure", "hotel", "takes_bus")
LABELS: dict[str, Any] = {
    "diet": gettext_lazy("Diet and allergies"),
    "access": gettext_lazy("Access needs"),
    "arrival": gettext_lazy("Arrival: day, time, how"),
    "departure": gettext_lazy("Departure: day, time, how"),
    "hotel": gettext_lazy("Hotel"),
    "takes_bus": gettext_lazy("Takes the bus to the visits"),
}
HELP: dict[str, Any] = {
    # As long as each other: they stand side by side.
    "diet": gettext_lazy("Vegetarian, halal, a nut allergy …"),
    "access": gettext_lazy("No steps, a seat near the screen, a helper …"),
}


class NeedsMixin(forms.ModelForm):
    """A form of a registration that asks for practical needs once ``add_needs`` was called."""

    instance: Registration
    has_needs = False
    # Whoever fills in the own form says something with every field, also with an empty one.
    says_all = False

    def add_needs(self) -> None:
        self.has_needs = True
        self.stored_needs = (
            None if self.instance._state.adding else getattr(self.instance, "needs", None)
        )
        fields = forms.fields_for_model(
            PracticalNeeds, fields=NEEDS, labels=LABELS, help_texts=HELP
        )
        self.fields.update(fields)
        if self.says_all:
            self.fields["takes_bus"].label = gettext_lazy("I take the bus to the visits")
        for name in NEEDS:
            if self.stored_needs:
                self.initial[name] = getattr(self.stored_needs, name)

    def needs_layout(self) -> list[Any]:
        return [
            Row(Column("diet"), Column("access")),
            Row(Column("arrival"), Column("departure")),
            Row(Column("hotel"), Column("takes_bus", css_class="is-beside")),
        ]

    @property
    def given_needs(self) -> dict[str, Any]:
        """What is to be written: what the form changed, or all of it for the first time."""
        if not self.has_needs:
            return {}
        changed = [name for name in NEEDS if name in self.changed_data]
        if self.stored_needs is None and (changed or self.says_all):
            changed = list(NEEDS)
        return {name: self.cleaned_data[name] for name in changed}
