"""Forms of the people who come, and the filter of their list."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.access import Seat
from programme.forms import PartialSaveMixin, fix_parent, offer, page_helper
from programme.models import City, Partner, User
from workshops.models import AgendaItem, AttendsAs, Choice, Registration, Workshop


class RegistrationForm(PartialSaveMixin):
    """Somebody who comes, registered by the coordinator or by an editor of the own city."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=gettext_lazy("Choice"),
        required=False,
    )

    class Meta:
        model = Registration
        fields = ["workshop", "user", "name", "organisation", "city", "partner", "attends_as"]
        labels = {"user": gettext_lazy("Person with a log-in")}
        error_messages = {"name": {"required": gettext_lazy("Say who comes.")}}
        help_texts = {
            "user": gettext_lazy("Sees the registration when logged in and can change the choice."),
            "name": gettext_lazy("For somebody without a log-in, or to write it differently."),
        }

    def __init__(self, *args: Any, workshop: Workshop, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        fix_parent(self, "workshop", workshop)
        self._offer_people(seat)
        self._offer_places(seat)
        items = AgendaItem.objects.visible_to(seat.user).filter(workshop=workshop)
        # A choice can be switched; who comes to neither withdraws the registration.
        sign_up = None if self.instance._state.adding else getattr(self.instance, "sign_up", None)
        self.fields["item"].required = sign_up is not None
        self.fields["item"].error_messages["required"] = _("Choose A or B.")
        if sign_up:
            self.initial["item"] = sign_up.item_id
        offer(self, "item", items.exclude(choice=""), nothing=_("Not chosen yet"))
        self.fields["attends_as"].choices = AttendsAs.choices  # type: ignore[attr-defined]
        self.helper = page_helper(
            *(["user"] if "user" in self.fields else []),
            "name",
            "organisation",
            Row(*(Column(name) for name in ("city", "partner") if name in self.fields)),
            Row(Column("attends_as"), Column("item")),
        )

    def _offer_people(self, seat: Seat) -> None:
        if not self.instance._state.adding:
            # Whose registration it is stays: another person is another registration.
            del self.fields["user"]
            self.fields["name"].help_text = ""
            return
        self.fields["name"].required = False
        members = Q(memberships__programme=seat.programme)
        if not seat.is_coordinator:
            members &= Q(memberships__city__in=seat.edited_cities)
        people = User.objects.visible_to(seat.user).filter(
            pk__in=User.objects.filter(members).values("pk")
        )
        free = people.exclude(registrations__workshop=self.workshop)
        offer(self, "user", free, nothing=_("Nobody: write the name below"))

    def _offer_places(self, seat: Seat) -> None:
        cities = City.objects.editable_by(seat.user).in_programme(seat.programme)
        offer(self, "city", cities, nothing=_("No city"))
        if seat.is_coordinator:
            partners = Partner.objects.visible_to(seat.user).in_programme(seat.programme)
            offer(self, "partner", partners, nothing=_("No partner"))
        else:
            # Whom an editor registers belongs to the editor's city.
            del self.fields["partner"]
            self.fields["city"].required = True
            if seat.edited_cities:
                self.initial.setdefault("city", seat.edited_cities[0].pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user = cleaned.get("user")
        if user and not cleaned.get("name"):
            cleaned["name"] = str(user)
        elif not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Say who comes."))
        if user and not cleaned.get("city") and not cleaned.get("partner"):
            self._take_over_membership(user, cleaned)
        return cleaned

    def _take_over_membership(self, user: User, cleaned: dict[str, Any]) -> None:
        memberships = user.memberships.filter(programme=self.workshop.programme)
        membership = memberships.select_related("city", "partner").first()
        if membership:
            cleaned["city"], cleaned["partner"] = membership.city, membership.partner
            whom = membership.city or membership.partner
            cleaned["organisation"] = cleaned.get("organisation") or (whom.name if whom else "")


class OwnRegistrationForm(PartialSaveMixin):
    """What a participant may change about the own registration; the choice is made elsewhere."""

    class Meta:
        model = Registration
        fields = ["name", "organisation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("name", "organisation")


NOT_CHOSEN = "none"


class ParticipantFilter(forms.Form):
    """Which participants are shown; read from the address."""

    q = forms.CharField(label=gettext_lazy("Name or organisation"), required=False)
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=gettext_lazy("City"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("All cities"),
    )
    attends_as = forms.ChoiceField(
        label=gettext_lazy("Comes as"),
        required=False,
        choices=[("", gettext_lazy("Everybody")), *AttendsAs.choices],
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Choice"),
        required=False,
        choices=[
            ("", gettext_lazy("Any")),
            *Choice.choices,
            (NOT_CHOSEN, gettext_lazy("Not chosen yet")),
        ],
    )

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)

    def apply(self, registrations: Any) -> Any:
        """The registrations that match; a value that makes no sense is ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q", "").strip():
            registrations = registrations.filter(
                Q(name__icontains=words) | Q(organisation__icontains=words)
            )
        if city := chosen.get("city"):
            registrations = registrations.filter(city=city)
        if attends_as := chosen.get("attends_as"):
            registrations = registrations.filter(attends_as=attends_as)
        if choice := chosen.get("choice"):
            registrations = (
                registrations.filter(sign_up__isnull=True)
                if choice == NOT_CHOSEN
                else registrations.filter(sign_up__item__choice=choice)
            )
        return registrations
