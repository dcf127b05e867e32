"""The form of an item of the typical agenda."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext as _

from programme.forms import fix_parent, page_helper
from programme.models import Programme
from workshops.forms.fields import ItemFormMixin, TimeInput
from workshops.models import TypicalItem


class TypicalItemForm(ItemFormMixin):
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
        self.name_empty_choices()
        self.fields["day"].help_text = _("1 is the first day of a workshop.")
        self.helper = page_helper(
            "kind",
            "title",
            Row(Column("day"), Column("starts_at"), Column("ends_at")),
            "description",
            Row(Column("led_by"), Column("part")),
            Row(Column("choice"), Column("capacity", css_class="col-4")),
        )
