"""The filter of the log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms.base import FilterForm, offer
from programme.models import City


class LogFilter(FilterForm):
    """Which entries are shown; read from the address."""

    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City"),
        required=False,
        to_field_name="slug",
        empty_label=_("Everything"),
    )

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)

    def apply(self, activities: Any) -> Any:
        """The entries that match; a city that makes no sense is shown at its field."""
        self.is_valid()
        city = self.cleaned_data.get("city")
        return activities.filter(city=city) if city else activities
