"""Forms of the people who come, and the filter of their list."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.db.models import Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.access import Seat
from programme.forms import PartialSaveMixin, fix_parent, offer, page_helper, remember_initial
from programme.forms.base import FilterForm
from programme.models import City, Partner, User
from programme.people.names import clean_name
from workshops.agendas.releases import released_items
from workshops.forms.needs import NeedsMixin
from workshops.models import AgendaItem, AttendsAs, Choice, CostStatus, Registration, Workshop
from workshops.people.participants import may_know_needs


def label_of(item: Any) -> str:
    """A choice with how many of its places are taken (``released_items`` counts them)."""
    if item.capacity is None:
        return str(item)
    words = {"item": item, "taken": item.taken, "places": item.capacity}
    if item.is_full:
        return _("%(item)s (all %(places)s places are taken: you wait in line)") % words
    return _("%(item)s (%(taken)s of %(places)s places taken)") % words


class OwnRegistrationForm(NeedsMixin, PartialSaveMixin):
    """All that somebody says for oneself on one page: name, choice, needs, payment, consents.

    ``items`` are the choices that are open, none where there is nothing to choose (any more).
    After the workshop the consents alone are left: they can be taken back at any time.
    """

    says_all = True
    # The page says that the name alone is needed.
    marks_optional = False
    item = forms.TypedChoiceField(
        widget=forms.RadioSelect, coerce=int, empty_value=None, required=False
    )
    in_list = forms.BooleanField(
        required=False,
        label=gettext_lazy("My name and organisation may stand in the list of participants."),
        help_text=gettext_lazy(
            "Every member of the programme can read it, here and on paper. Otherwise those who run "
            "the workshop and your own city alone see that you come."
        ),
    )
    photos = forms.BooleanField(
        required=False,
        label=gettext_lazy("Photos that show me may be taken and published."),
        help_text=gettext_lazy(
            "The host and the programme may use them in reports and on their websites. Otherwise "
            "the host leaves you out of the pictures."
        ),
    )

    class Meta:
        model = Registration
        fields = ["name", "organisation", "cost_status"]
        labels = {
            "name": gettext_lazy("Name, as on the badge"),
            "cost_status": gettext_lazy("Who pays for journey and stay"),
        }
        error_messages = {"name": {"required": gettext_lazy("Say who comes.")}}

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        registration = self.instance
        self.fields["cost_status"].choices = [  # type: ignore[attr-defined]
            ("", _("Not known yet")),
            *CostStatus.choices,
        ]
        self.initial["in_list"] = registration.list_consent_at is not None
        self.initial["photos"] = registration.photo_consent_at is not None
        consents = Fieldset(_("What may be shown of you"), "in_list", "photos")
        if registration.workshop.is_held:
            for name in ("name", "organisation", "cost_status", "item"):
                del self.fields[name]
            remember_initial(self)
            self.helper = page_helper(consents)
            return
        self.add_needs()
        self._offer_choice(items)
        if not registration._state.adding:
            remember_initial(self)
        self.helper = page_helper(
            Fieldset(_("Who comes"), Row(Column("name"), Column("organisation"))),
            *([Fieldset(_("Your choice"), "item")] if "item" in self.fields else []),
            Fieldset(_("What the host must know"), *self.needs_layout(), "cost_status"),
            consents,
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return clean_name(name) if name else name

    def _offer_choice(self, items: Sequence[AgendaItem]) -> None:
        if not items:
            del self.fields["item"]
            return
        sign_up, wait = wanted_by(self.instance)
        field = self.fields["item"]
        # The choice can be switched; who comes to neither withdraws.
        field.required = bool(sign_up or wait)
        field.error_messages["required"] = _("Choose A or B.")
        later = [] if field.required else [("", _("I decide later"))]
        field.choices = [  # type: ignore[attr-defined]
            *((item.pk, label_of(item)) for item in items),
            *later,
        ]
        field.label = _("%(day)s, %(start)s to %(end)s: you can be in one of them") % {
            "day": date_format(items[0].day, "l j F"),
            "start": time_format(items[0].starts_at, "H:i"),
            "end": time_format(items[0].ends_at, "H:i"),
        }
        wanted = wait.item_id if wait else sign_up.item_id if sign_up else ""
        self.initial["item"] = self.initial.get("item") or wanted


def wanted_by(registration: Registration) -> tuple[Any, Any]:
    """The place in a choice that somebody has, and the one waited for; None for none."""
    if registration._state.adding:
        return None, None
    return getattr(registration, "sign_up", None), getattr(registration, "choice_wait", None)


class RegistrationForm(NeedsMixin, PartialSaveMixin):
    """Somebody who comes, registered by the coordinator or by an editor of the own city.

    Needs can be given along with a new registration; later the coordinator alone sees them here.
    """

    # The name says that it is all that is needed.
    marks_optional = False
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=gettext_lazy("Choice"),
        required=False,
    )

    class Meta:
        model = Registration
        fields = [
            "workshop",
            "user",
            "name",
            "organisation",
            "email",
            "city",
            "partner",
            "attends_as",
            "cost_status",
        ]
        labels = {
            "user": gettext_lazy("Person with a log-in"),
            "cost_status": gettext_lazy("Who pays for journey and stay"),
        }
        error_messages = {"name": {"required": gettext_lazy("Say who comes.")}}
        help_texts = {
            "user": gettext_lazy("Sees the registration when logged in and can change the choice."),
            "name": gettext_lazy("All that is needed of somebody without a log-in."),
            "email": gettext_lazy(
                "For somebody without a log-in: the link to agenda and papers goes there."
            ),
        }

    def __init__(self, *args: Any, workshop: Workshop, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        fix_parent(self, "workshop", workshop)
        is_new = self.instance._state.adding
        self._offer_people(seat)
        self._offer_places(seat)
        self._offer_choice(seat)
        if is_new or seat.is_coordinator:
            self.add_needs()
        self.fields["attends_as"].choices = AttendsAs.choices  # type: ignore[attr-defined]
        self.fields["cost_status"].choices = [  # type: ignore[attr-defined]
            ("", _("Not known yet")),
            *CostStatus.choices,
        ]
        self._keep_address(seat)
        if not is_new:
            remember_initial(self)
        self.helper = page_helper(
            *(["user"] if "user" in self.fields else []),
            Row(Column("name"), Column("organisation")),
            *(["email"] if "email" in self.fields else []),
            Row(*(Column(name) for name in ("city", "partner") if name in self.fields)),
            Row(*(Column(name) for name in ("attends_as", "item") if name in self.fields)),
            "cost_status",
            *([Fieldset(_("What the host must know"), *self.needs_layout())] * self.has_needs),
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return clean_name(name) if name else name

    def _offer_people(self, seat: Seat) -> None:
        if not self.instance._state.adding:
            # Whose registration it is stays: another person is another registration.
            del self.fields["user"]
            self.fields["name"].help_text = ""
            if self.instance.user_id:
                del self.fields["email"]
            return
        self.fields["name"].required = False
        free = people_for(seat).exclude(registrations__workshop=self.workshop)
        offer(self, "user", free, nothing=_("Nobody: write the name below"))

    def _keep_address(self, seat: Seat) -> None:
        """The link that goes to the address opens the needs, which only the host may know."""
        has_needs = not self.instance._state.adding and hasattr(self.instance, "needs")
        if "email" in self.fields and has_needs and not may_know_needs(self.workshop, seat):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _(
                "The person has said by the link what is needed, so the coordinator or the host "
                "alone can have the link go elsewhere."
            )

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
            if self.instance._state.adding and seat.edited_cities:
                self._begin_with(seat.edited_cities[0])

    def _begin_with(self, city: City) -> None:
        """The city of whoever registers; its people are hosts where it is the host."""
        self.initial["city"] = city.pk
        if city.pk == self.workshop.city_id:
            self.initial["attends_as"] = AttendsAs.HOST

    def _offer_choice(self, seat: Seat) -> None:
        if self.instance.is_waiting:
            # Whoever has no place at the workshop has none in a choice.
            del self.fields["item"]
            return
        rows = AgendaItem.objects.visible_to(seat.user).in_draft().choices()
        sign_up, wait = wanted_by(self.instance)
        # A choice can be switched; who comes to neither withdraws the registration.
        self.fields["item"].required = bool(sign_up or wait)
        self.fields["item"].error_messages["required"] = _("Choose A or B.")
        if sign_up or wait:
            self.initial["item"] = wait.item_id if wait else sign_up.item_id
        offer(self, "item", rows.filter(workshop=self.workshop), nothing=_("Not chosen yet"))
        # The draft may call them differently.
        names = {item.pk: str(item) for item in released_items(self.workshop)}
        field = cast(Any, self.fields["item"])
        field.label_from_instance = lambda row: names.get(row.pk, str(row))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user = cleaned.get("user")
        if user:
            # Mails go to the address of the account.
            cleaned["email"] = ""
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


def people_for(seat: Seat) -> QuerySet[User]:
    """Members whom the person may register: the coordinator anybody, an editor the city's own."""
    members = Q(memberships__programme=seat.programme)
    if not seat.is_coordinator:
        members &= Q(memberships__city__in=seat.edited_cities)
    found = User.objects.filter(members).values("pk")
    return User.objects.visible_to(seat.user).filter(pk__in=found)


NOT_CHOSEN = "none"


class ParticipantFilter(FilterForm):
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
