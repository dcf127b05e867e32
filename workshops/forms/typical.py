"""The form of an item of the typical agenda."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _

from programme.forms import PartialSaveMixin, fix_parent, page_helper
from programme.models import Part, Programme
from workshops.forms.fields import TimeInput, remember_initial
from workshops.models import Choice, TypicalItem


class TypicalItemForm(PartialSaveMixin):
    """An item of the typical agenda; its day counts from the first of a workshop."""

    class Meta:
        model = TypicalItem
        fields = [
            "programme",
            "kind",
            "day",
            "starts_at",
            "ends_at",
            "title",
            "description",
            "part",
            "led_by",
            "choice",
            "capacity",
        ]
        widgets = {
            "kind": forms.RadioSelect(),
            "starts_at": TimeInput(),
            "ends_at": TimeInput(),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        self.fields["part"].choices = [  # type: ignore[attr-defined]
            ("", _("None in particular")),
            *Part.choices,
        ]
        self.fields["choice"].choices = [("", _("For everybody")), *Choice.choices]  # type: ignore[attr-defined]
        self.fields["day"].help_text = _("1 is the first day of a workshop.")
        remember_initial(self)
        self.helper = page_helper(
            "kind",
            "title",
            Row(Column("day"), Column("starts_at"), Column("ends_at")),
            "description",
            Row(Column("led_by"), Column("part")),
            Row(Column("choice"), Column("capacity", css_class="col-4")),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
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
