"""A small table in which several colleagues are registered at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.access import Seat
from programme.forms import offer
from programme.models import City, User
from programme.people.names import clean_name
from workshops.forms.registration import people_for
from workshops.models import AttendsAs, Registration, Workshop

ROWS = 5


class WhoseForm(forms.Form):
    """What the people of the table have in common."""

    city = forms.ModelChoiceField(City.objects.none(), label=gettext_lazy("City"), required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = City.objects.editable_by(seat.user).in_programme(seat.programme)
        offer(self, "city", cities, nothing=_("No city"))
        self.fields["city"].widget.attrs["class"] = "form-select"
        if not seat.is_coordinator:
            self.fields["city"].required = True
            self.initial["city"] = seat.edited_cities[0].pk if seat.edited_cities else None


class ColleagueForm(forms.Form):
    """One row: a name, an address, and as what the person comes. Empty rows are left out."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Say who comes.")},
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    attends_as = forms.ChoiceField(
        label=gettext_lazy("Comes as"), choices=AttendsAs.choices, initial=AttendsAs.PARTNER
    )

    def __init__(self, *args: Any, members: dict[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.error = ""
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "attends_as" else "form-control"

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def registration(self, workshop: Workshop, city: City | None) -> Registration:
        """What the row says; with the account that has this address, if there is one."""
        email = self.cleaned_data["email"]
        user = self.members.get(email.lower())
        return Registration(
            workshop=workshop,
            user=user,
            name=self.cleaned_data["name"],
            email="" if user else email,
            organisation=city.name if city else "",
            city=city,
            attends_as=self.cleaned_data["attends_as"],
        )


class ColleagueFormSet(forms.BaseFormSet):
    """Five rows, of which the first is filled in."""

    def clean(self) -> None:
        if any(self.errors):
            return
        seen: set[str] = set()
        for row in self.filled:
            email = row.cleaned_data["email"].lower()
            if email and email in seen:
                row.add_error("email", _("This address stands in the table twice."))
            seen.add(email)
        if not self.filled:
            self.forms[0].add_error("name", _("Say who comes."))

    def total_form_count(self) -> int:
        # At least one, whatever is posted: it says what is missing.
        return max(super().total_form_count(), 1)

    @property
    def filled(self) -> list[ColleagueForm]:
        return [row for row in self.forms if row.has_changed()]


def colleague_rows(data: Any, seat: Seat) -> Any:
    """The table for whoever registers others, with the accounts that its addresses may name."""
    table = forms.formset_factory(
        ColleagueForm, formset=ColleagueFormSet, extra=ROWS, max_num=ROWS, absolute_max=ROWS
    )
    members = {person.email.lower(): person for person in people_for(seat)} if data else {}
    return table(data, prefix="row", form_kwargs={"members": members})
