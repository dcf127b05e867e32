"""The filter of the log."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.days import validate_day
from programme.forms.base import FilterForm, offer
from programme.models import City, User
from programme.plain import plain
from programme.trace.kinds import KINDS, Deed, entries_with

# More words than anybody types are somebody's script.
MOST_WORDS = 12
DAY = datetime.timedelta(days=1)


class LogFilter(FilterForm):
    """Which entries are shown; read from the address. What makes no sense filters nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    who = forms.ModelChoiceField(
        User.objects.none(), label=_("Who"), required=False, empty_label=_("Everybody")
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City"),
        required=False,
        to_field_name="slug",
        empty_label=_("All cities"),
    )
    kind = forms.ChoiceField(label=_("About"), required=False)
    deed = forms.ChoiceField(
        label=_("What was done"), required=False, choices=[("", _("Anything")), *Deed.choices]
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[validate_day],
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[validate_day],
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    row = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, cities: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)
        offer(self, "who", people)
        kinds = [(kind.key, kind.label) for kind in KINDS.values()]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def shown(self) -> list[Any]:
        """The fields that people see: the place of the page and the row are in the address."""
        return [field for field in self if field.name not in {"before", "row"}]

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.get(field.name) for field in self.shown)

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    def apply(self, activities: Any) -> Any:
        for word in plain(self.value("q") or "").split()[:MOST_WORDS]:
            activities = activities.filter(folded__contains=word)
        if self.value("who"):
            activities = activities.filter(actor=self.value("who"))
        if self.value("city"):
            activities = activities.of_city(self.value("city"))
        if self.value("kind"):
            activities = activities.filter(KINDS[self.value("kind")].entries())
        if self.value("deed"):
            activities = activities.filter(entries_with(self.value("deed")))
        if self.value("since"):
            activities = activities.filter(at__gte=_begin_of(self.value("since")))
        if self.value("until"):
            activities = activities.filter(at__lt=_begin_of(self.value("until") + DAY))
        return activities


def _begin_of(day: datetime.date) -> datetime.datetime:
    """A moment, not a day: the index knows moments, and no row has to be converted."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
