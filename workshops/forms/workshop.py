"""The form of a workshop and its dates."""

import copy
import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.forms import (
    TimeZoneInput,
    fix_parent,
    needed_at_times,
    offer,
    page_helper,
    remember_initial,
)
from programme.forms.carried import CarriedForm
from programme.models import City, User
from workshops.forms.fields import DateInput
from workshops.models import Workshop, WorkshopKind
from workshops.services import ScheduleError, check_dates


class WorkshopForm(CarriedForm):
    """A workshop with its dates. ``changed_values()`` is what the services write."""

    class Meta:
        model = Workshop
        fields = [
            "programme",
            "kind",
            "number",
            "city",
            "place",
            "venue",
            "time_zone",
            "places",
            "starts_on",
            "ends_on",
        ]
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "time_zone": TimeZoneInput(),
        }
        labels = {
            "number": gettext_lazy("Number, where a city is the host"),
            "place": gettext_lazy("Place, if no city is the host"),
            "places": gettext_lazy("Places for participants"),
        }
        help_texts = {
            "number": "",
            "place": gettext_lazy("For a kick-off or a conference elsewhere."),
            "time_zone": gettext_lazy("Needed without a host city, like Europe/Paris."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = copy.copy(self.instance)
        programme = self.instance.programme
        fix_parent(self, "programme", programme)
        cities = City.objects.visible_to(user).in_programme(programme)
        offer(self, "city", cities, nothing=_("No city of the programme"))
        self.others = list(
            Workshop.objects.visible_to(user)
            .in_programme(programme)
            .exclude(pk=self.instance.pk)
            .select_related("city", "programme")
        )
        self._prepare()

    def _prepare(self) -> None:
        self.fields["time_zone"].required = False
        needed_at_times(self, "number", "city", "place", "time_zone")
        # A meeting at a city is called as the programme calls it: “Study visit”.
        called: dict[Any, Any] = {
            WorkshopKind.CITY: capfirst(self.instance.programme.workshop_label)
        }
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, called.get(kind, label)) for kind, label in WorkshopKind.choices
        ]
        self.fields["time_zone"].widget.attrs["placeholder"] = _("That of the host city")
        days = Row(Column("starts_on"), Column("ends_on"))
        host = Row(Column("kind"), Column("number")), Row(Column("city"), Column("place"))
        rest = "venue", Row(Column("time_zone"), Column("places"))
        if self.instance._state.adding:
            kind = self.initial.get("kind") or WorkshopKind.CITY
            self.initial.update(kind=kind, number=self._next_number(), time_zone="")
            self.helper = page_helper(*host, days, *rest)
        elif self.instance.is_built_upon():
            # A case or a report belongs to it: its host and kind are no longer a question.
            for name in ("kind", "city", "place"):
                self.fields[name].disabled = True
            self.helper = page_helper(days, Row(Column("number")), *rest)
        else:
            self.helper = page_helper(days, *host, *rest)
        remember_initial(self)

    @property
    def _called(self) -> dict[str, str]:
        return {"workshop": self.instance.programme.workshop_label}

    def _next_number(self) -> int:
        taken = {other.number for other in self.others}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._clean_time_zone(cleaned)
        if cleaned.get("kind") == WorkshopKind.CITY:
            self._clean_city_workshop(cleaned)
        else:
            self._clean_other_workshop(cleaned)
        if {"starts_on", "ends_on"} <= cleaned.keys():
            self._clean_dates()
        return cleaned

    def _clean_time_zone(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("time_zone") or "time_zone" in self.errors:
            return
        if city := cleaned.get("city"):
            cleaned["time_zone"] = city.time_zone
        elif cleaned.get("kind") != WorkshopKind.CITY:
            self.add_error(
                "time_zone", _("Say in which time zone it is, for example Europe/Stockholm.")
            )

    def _clean_city_workshop(self, cleaned: dict[str, Any]) -> None:
        number, city = cleaned.get("number"), cleaned.get("city")
        if not number and "number" not in self.errors:
            self.add_error("number", _("A %(workshop)s needs a number.") % self._called)
        if not city and "city" not in self.errors:
            self.add_error("city", _("A %(workshop)s needs its host city.") % self._called)
        for other in self.others:
            if number and other.number == number:
                self.add_error(
                    "number",
                    _("Number %(number)s is %(workshop)s. The next free one is %(free)s.")
                    % {"number": number, "workshop": other, "free": self._next_number()},
                )
            if city and other.kind == WorkshopKind.CITY and other.city_id == city.pk:
                self.add_error(
                    "city",
                    _("%(city)s hosts workshop %(number)s already.")
                    % {"city": city, "number": other.number},
                )
        cleaned["place"] = ""

    def _clean_other_workshop(self, cleaned: dict[str, Any]) -> None:
        # The next free number was only a proposal, for a city workshop.
        cleaned["number"] = None
        for other in self.others:
            if cleaned.get("kind") and other.kind == cleaned["kind"]:
                self.add_error(
                    "kind", _("There is one already: %(workshop)s.") % {"workshop": other}
                )
        if not cleaned.get("city") and not cleaned.get("place"):
            self.add_error("place", _("Say where it is, or choose a host city."))

    def _clean_dates(self) -> None:
        try:
            check_dates(self.before, *self.dates)
        except ScheduleError as error:
            self.add_error(error.field, str(error))

    @property
    def dates(self) -> tuple[datetime.date | None, datetime.date | None]:
        """First and last day as they would be: typed here, or as somebody else has set them."""
        typed = self.cleaned_data
        starts_on, ends_on = (
            typed[name] if name in self.changed_data else getattr(self.before, name)
            for name in ("starts_on", "ends_on")
        )
        return starts_on, ends_on

    @property
    def has_usable_dates(self) -> bool:
        """Whether it can be said what follows from the dates in the form."""
        return self.is_bound and {"starts_on", "ends_on"}.isdisjoint(self.errors)

    @property
    def moves_dates(self) -> bool:
        return self.dates != (self.before.starts_on, self.before.ends_on)

    def changed_values(self) -> dict[str, Any]:
        """The fields that the form changes, with their new values."""
        # Some follow from others: a city workshop has no other place, a kick-off no number.
        changed = {*self.changed_data, "number", "place", "time_zone"}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in changed and value != getattr(self.before, name)
        }
