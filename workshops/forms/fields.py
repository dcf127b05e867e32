"""What the forms of this package share."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from programme.forms import PartialSaveMixin
from programme.models import Part
from workshops.models import Choice


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


class ItemFormMixin(PartialSaveMixin):
    """What the forms of an agenda's items and of the typical agenda's have in common."""

    def name_empty_choices(self) -> None:
        nothing = {"part": (_("None in particular"), Part), "choice": (_("For everybody"), Choice)}
        for name, (word, known) in nothing.items():
            self.fields[name].choices = [("", word), *known.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error(
                "ends_at",
                _("The end, %(end)s, is not after the beginning, %(start)s.")
                % {"end": f"{ends_at:%H:%M}", "start": f"{starts_at:%H:%M}"},
            )
        if cleaned.get("capacity") and cleaned.get("choice") == "":
            self.add_error("capacity", _("Places are counted for a choice only. Leave it empty."))
        return cleaned
