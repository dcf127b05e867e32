"""Where a meeting of the schedule goes, changed by hand."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.forms import page_helper
from workshops.matchmaking.board import MeetingChange
from workshops.models import MeetingSlot, MeetingTable, NetworkingSession


def _slot_label(slot: MeetingSlot) -> str:
    return f"{date_format(slot.day, 'D j M')}, {slot}"


class PlaceForm(forms.Form):
    """Another time and table, and whether it stays there. A refusal stands at its field."""

    slot = forms.ModelChoiceField(
        MeetingSlot.objects.none(), label=_("Time"), empty_label=_("Choose a time")
    )
    table = forms.ModelChoiceField(
        MeetingTable.objects.none(), label=_("Table"), empty_label=_("Choose a table")
    )
    pinned = forms.BooleanField(
        label=_("Stays there: a computed schedule does not move it"), required=False
    )

    def __init__(self, *args: Any, session: NetworkingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slot, table = self.fields["slot"], self.fields["table"]
        slot.queryset = session.slots.all()  # type: ignore[attr-defined]
        slot.label_from_instance = _slot_label  # type: ignore[attr-defined]
        table.queryset = session.tables.all()  # type: ignore[attr-defined]
        self.helper = page_helper(Row(Column("slot"), Column("table")), "pinned")


class SwapForm(forms.Form):
    """With which other meeting this one changes places."""

    other = forms.TypedChoiceField(label=_("Change places with"), coerce=int)

    def __init__(self, *args: Any, change: MeetingChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (cell.meeting.pk, f"{cell.meeting.slot}, {cell.meeting.table}: {cell.names}")
            for cell in change.others
        ]
        self.helper = page_helper("other")


class DropForm(forms.Form):
    """A meeting that was dragged to a table in a slot."""

    meeting = forms.IntegerField()
    slot = forms.IntegerField()
    table = forms.IntegerField()
