"""Forms with which the coordinator says who is in the programme, and as what."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.forms.base import PartialSaveMixin, fix_parent, offer, page_helper
from programme.models import City, Membership, Partner, Programme, Role
from programme.people import is_last_coordinator, last_coordinator_stays


class SeatForm(PartialSaveMixin):
    """A role in the programme, and for whom it is held."""

    class Meta:
        model = Membership
        fields = ["user", "programme", "role", "city", "partner"]
        help_texts = {
            "role": _(
                "The coordinator runs the programme; experts edit the cases and write the reports;"
                " a city editor writes for one city; a participant takes part and reads."
            ),
            "city": _("A city editor needs one."),
            "partner": _("An organisation that is no city, for example the experts’."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        offer(self, "city", City.objects.in_programme(programme), nothing=_("No city"))
        offer(self, "partner", Partner.objects.in_programme(programme), nothing=_("No partner"))
        roles = [("", _("Choose a role")), *Role.choices]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self._fix_person()
        self.helper = page_helper(*self._person(), "role", Row(Column("city"), Column("partner")))

    def _fix_person(self) -> None:
        fix_parent(self, "user", self.instance.user)

    def _person(self) -> list[Any]:
        return []

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if role != Role.COORDINATOR and self.instance.pk and is_last_coordinator(self.instance):
            raise ValidationError(last_coordinator_stays())
        return role


class PersonForm(SeatForm):
    """The same for somebody who is only known by e-mail so far.

    It is not saved: ``programme.people.add_person`` takes what it cleaned.
    """

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Somebody who has an account here already keeps it, with name and password."),
    )
    name = forms.CharField(label=_("Name"), max_length=120)

    def _fix_person(self) -> None:
        del self.fields["user"]

    def _person(self) -> list[Any]:
        return [Row(Column("email"), Column("name"))]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()
