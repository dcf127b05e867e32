"""Forms with which it is said who is in the programme, and as what."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from programme.access import Seat
from programme.forms.addresses import AddressField
from programme.forms.base import FilterForm, PartialSaveMixin, fix_parent, offer, page_helper
from programme.forms.cluster_imports import TableFileField
from programme.forms.invitations import NameField
from programme.models import City, Membership, Partner, Programme, Role, User
from programme.people.seats import is_last_coordinator, last_coordinator_stays
from programme.uploads import MEGABYTE

# A list of two thousand people has some hundred kilobytes.
MOST_BYTES = 2 * MEGABYTE


class SeatForm(PartialSaveMixin):
    """A role in the programme, and for whom it is held."""

    derived_fields = ("began_at",)

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

    It is not saved: ``programme.people.services`` takes what it cleaned. An editor gives the
    roles of the own city alone.
    """

    # As they stand on the page: the list of mistakes follows it.
    field_order = ("email", "name", "role", "city", "partner")

    email = AddressField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Whoever has an account here already keeps it, with name and password."),
    )
    name = NameField(label=_("Name"), max_length=120)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, programme=seat.programme, **kwargs)
        if not seat.is_coordinator:
            self._narrow_to(seat)

    def _narrow_to(self, seat: Seat) -> None:
        roles = [(str(role), role.label) for role in (Role.EDITOR, Role.PARTICIPANT)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]
        self.fields["role"].help_text = _(
            "A city editor writes for the city, like you; a participant takes part and reads."
        )
        cities = City.objects.filter(pk__in=[city.pk for city in seat.edited_cities])
        offer(self, "city", cities, nothing=_("Choose a city"))
        self.fields["city"].required = True
        self.fields["city"].help_text = ""
        if len(seat.edited_cities) == 1:
            self.initial["city"] = seat.edited_cities[0].pk
        # Disabled, not left out: the constraints look at it all the same.
        self.fields["partner"].disabled = True
        self.fields["partner"].widget = forms.HiddenInput()

    def _fix_person(self) -> None:
        del self.fields["user"]

    def _person(self) -> list[Any]:
        # Below each other: an address is longer than half a line.
        return ["email", "name"]


class PeopleFilter(FilterForm):
    """Whom the page of people shows; read from the address."""

    q = forms.CharField(
        label=_("Name or organisation"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices]
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City"),
        required=False,
        to_field_name="slug",
        empty_label=_("Any"),
    )
    state = forms.ChoiceField(
        label=_("Invitation"),
        required=False,
        choices=[
            ("", _("Any")),
            ("here", _("Has come")),
            ("pending", _("Not come yet")),
            ("waiting", _("Not come yet, the link works")),
            ("expired", _("Not come yet, the link has expired")),
            ("uninvited", _("Not come yet, no link")),
        ],
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", City.objects.in_programme(seat.programme))
        if seat.is_staff:
            self.fields["q"].label = _("Name, e-mail or organisation")
        else:
            del self.fields["state"]

    def chosen(self) -> dict[str, Any]:
        """What was chosen; a value that makes no sense is shown at its field."""
        self.is_valid()
        return self.cleaned_data

    def kept(self, page: int) -> QueryDict:
        """The address of what is shown, without what is empty or makes no sense."""
        said = {name: self.data[name] for name, value in self.cleaned_data.items() if value}
        kept = QueryDict(mutable=True)
        kept.update(said | ({"page": str(page)} if page > 1 else {}))
        return kept


class GiverField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.user)


class HandOverForm(forms.Form):
    """Who writes for a city from now on: somebody who is here, or a new e-mail."""

    # One of the two ways is needed: no field of them is optional by itself.
    marks_optional = False
    giver = GiverField(
        Membership.objects.none(),
        label=_("Who hands it over"),
        empty_label=None,
        error_messages={
            "invalid_choice": _("This person no longer writes for the city: somebody was faster.")
        },
    )
    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("To somebody in the programme"),
        help_text=_("Or leave “Somebody new”, and write e-mail and name below."),
        required=False,
        empty_label=_("Somebody new"),
    )
    email = AddressField(label=_("E-mail of somebody new"), max_length=254, required=False)
    name = NameField(label=_("Name of somebody new"), max_length=120, required=False)
    then = forms.ChoiceField(
        label=_("And who hands it over"),
        choices=[
            ("stays", _("stays as participant of the city")),
            ("leaves", _("no longer takes part for the city")),
        ],
        initial="stays",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, city: City, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        givers = Membership.objects.filter(city=city, role=Role.EDITOR).select_related("user")
        if not seat.is_coordinator:
            givers = givers.filter(user=seat.user)
        field = self.fields["giver"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = givers
        self.initial["giver"] = givers.first()
        if len(givers) < 2:
            field.widget = forms.HiddenInput()
        if len(givers) == 1:
            self._speak_of(givers[0].user, is_own=givers[0].user == seat.user)
        here = Membership.objects.filter(programme=seat.programme).values("user")
        people = User.objects.filter(Q(pk__in=here), is_active=True)
        only = givers[0].user_id if len(givers) == 1 else None
        self._offer(people.exclude(pk=only), city)
        self.helper = page_helper("giver", "person", Row(Column("email"), Column("name")), "then")

    def _speak_of(self, giver: User, *, is_own: bool) -> None:
        field = self.fields["then"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.label = _("And you") if is_own else _("And %(person)s") % {"person": giver}
        if is_own:
            field.choices = [
                ("stays", _("stay as participant of the city: read, and no longer write")),
                ("leaves", _("no longer take part for the city")),
            ]

    def _offer(self, people: QuerySet[User], city: City) -> None:
        """Those of the city first: it is mostly handed to a colleague."""
        offer(self, "person", people)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        near = set(Membership.objects.filter(city=city).values_list("user", flat=True))
        parts: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
        for person in people:
            parts[person.pk not in near].append((person.pk, str(person)))
        named = zip((city.name, _("Others")), parts, strict=True)
        field.choices = [("", field.empty_label), *(one for one in named if one[1])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if person:
            cleaned |= {"email": person.email, "name": person.name}
        elif "email" in cleaned and not cleaned["email"]:
            self.add_error("person", _("Choose somebody, or write the e-mail of somebody new."))
        elif "name" in cleaned and not cleaned["name"]:
            self.add_error("name", _("Write the name too: the mail greets with it."))
        return cleaned


class PeopleFileField(TableFileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than a list of people can be (2 MB). Divide it.")
            )
        return upload


class PeopleFileForm(forms.Form):
    file = PeopleFileField(
        label=_("A list of people"),
        help_text=_(
            "A CSV file in any usual form, or a spreadsheet as XLSX, with the headings E-mail,"
            " Name, Role, City and Partner in its first row. Without a role somebody comes as"
            " participant."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("file")
