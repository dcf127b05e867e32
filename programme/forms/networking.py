"""Forms of the networking map: what of it is shown, and the answer for one sector."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.forms.base import FilterForm, SpokenForm
from programme.models import Mark, Sector

# A day on which something happened, and what.
Moment = tuple[datetime.date, str]


class Shown(models.TextChoices):
    """What the lines on the map are; the words are those of the address."""

    CASES = "cases", _("A case meets an opportunity")
    LINKS = "links", _("Links between clusters")


class MapFilter(FilterForm):
    """Which sector of the map is shown, and with which day it is compared; from the address."""

    sector = forms.ChoiceField(label=_("Sector"), required=False)
    on = forms.ChoiceField(label=_("Compare with"), required=False)

    def __init__(
        self, *args: Any, sectors: Sequence[Sector], moments: Sequence[Moment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sectors = {sector.slug: sector for sector in sectors}
        self._choose("sector", [("", _("All sectors")), *((s.slug, s.name) for s in sectors)])
        self.moments = dict(moments)
        days = [(day.isoformat(), f"{what}, {date_format(day)}") for day, what in moments]
        if self.day and self.day not in self.moments:
            days.append((self.day.isoformat(), date_format(self.day)))
        self._choose("on", [("", _("Nothing: the map as it is now")), *days])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    @property
    def chosen_sector(self) -> Sector | None:
        return self.sectors.get(str(self.data.get("sector", "")))

    @property
    def day(self) -> datetime.date | None:
        """The day with which the map is compared; any day that is over can be asked for."""
        try:
            day = parse_date(str(self.data.get("on", "")))
        except ValueError:
            return None
        return day if day and day < timezone.localdate() else None

    @property
    def moment(self) -> str:
        """What happened on that day, if it is one of the days of the programme."""
        return self.moments.get(self.day, "") if self.day else ""

    @property
    def shown(self) -> Shown | None:
        """What the lines are, if the address says so."""
        asked = str(self.data.get("show", ""))
        return Shown(asked) if asked in Shown.values else None

    @property
    def wants_words(self) -> bool:
        """Whether the address asks for the whole map in words."""
        return str(self.data.get("words", "")) == "all"

    @property
    def is_narrow(self) -> bool:
        return bool(self.chosen_sector or self.day)


class MarkForm(SpokenForm):
    """One city's answer for one sector; ``seen`` is what stood there when it was chosen."""

    mark = forms.ChoiceField(
        choices=[("", _("Not answered")), *Mark.choices],
        required=False,
        error_messages={"invalid_choice": _("This answer does not exist.")},
    )
    seen = forms.ChoiceField(choices=[("", ""), *Mark.choices], required=False)
