"""Asking somebody, or several people, for one meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Sector
from workshops.matchmaking.people import Person
from workshops.matchmaking.times import place_in_time
from workshops.models import MeetingSlot
from workshops.services.meetings.requests import Wish


class RequestForm(forms.Form):
    """Whom, what about and, where people pick their times, perhaps when."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Whom you want to meet"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Say whom you want to meet."),
            "invalid_choice": gettext_lazy("One of these people cannot be asked any more."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("What you want to talk about"),
        help_text=gettext_lazy("A sentence or two: it decides whether the other accepts."),
        max_length=300,
        widget=forms.Textarea(
            attrs={
                "class": "form-control",
                "rows": 3,
                "data-count": "characters",
                "data-most": 300,
            }
        ),
        error_messages={"required": gettext_lazy("Say what you want to talk about.")},
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=gettext_lazy("Sector"),
        required=False,
        empty_label=gettext_lazy("None in particular"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    slot = forms.ChoiceField(
        label=gettext_lazy("Suggested time"),
        required=False,
        help_text=gettext_lazy("Whoever accepts may choose another."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(
        self,
        *args: Any,
        persons: Sequence[Person],
        sectors: Any,
        slots: Sequence[MeetingSlot],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        self.slots = {str(slot.pk): slot for slot in slots}
        people: Any = self.fields["people"]
        people.choices = [(pk, person.name) for pk, person in self.persons.items()]
        sector: Any = self.fields["sector"]
        sector.queryset = sectors
        if not slots:
            del self.fields["slot"]
            return
        slot: Any = self.fields["slot"]
        slot.choices = [
            ("", _("Any time")),
            *((pk, place_in_time(one)) for pk, one in self.slots.items()),
        ]

    @property
    def chosen(self) -> list[Person]:
        """Whom the page shows as ticked."""
        keys = {str(key) for key in self["people"].value() or []}
        return [person for key, person in self.persons.items() if key in keys]

    @property
    def not_chosen(self) -> list[Person]:
        keys = {person.pk for person in self.chosen}
        return [person for person in self.persons.values() if person.pk not in keys]

    @property
    def asked(self) -> list[Person]:
        return [self.persons[key] for key in self.cleaned_data["people"]]

    @property
    def wish(self) -> Wish:
        cleaned = self.cleaned_data
        slot = self.slots.get(cleaned.get("slot", ""))
        return Wish(reason=cleaned["reason"], sector=cleaned["sector"], slot=slot)
