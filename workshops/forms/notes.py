"""Forms of the notes on an agenda item, and of what was decided at it."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PartialSaveMixin, page_helper
from programme.writing.forms import VersionedTextForm
from workshops.models import ItemNotes, Outcome, OutcomeKind


class NotesForm(VersionedTextForm):
    """The notes of one item. They may not be in the database yet: the item stands for them."""

    class Meta:
        model = ItemNotes
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("Notes")
        text.help_text = _(
            "What was said and shown, for those who were not there. Decisions and actions have "
            "their own lines below, so that they can be followed up."
        )

    @property
    def heading(self) -> str:
        return str(self.fields["text"].label)

    @property
    def device_key(self) -> str:
        return f"itemnotes-{self.instance.item_id}"


class OutcomeForm(PartialSaveMixin):
    """A decision; or an action, with who does it and until when."""

    # What an action needs is said at the fields.
    marks_optional = False

    class Meta:
        model = Outcome
        fields = ["kind", "text", "owner", "due_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2, "data-count": "characters", "data-most": 500}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "owner": _("A person or a city. An action needs one."),
            "due_on": _("An action needs a day."),
        }
        error_messages = {"text": {"required": _("Say what was decided, or what is to be done.")}}

    def __init__(self, *args: Any, programme: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = OutcomeKind.choices  # type: ignore[attr-defined]
        self.helper = page_helper("kind", "text", Row(Column("owner"), Column("due_on")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == OutcomeKind.ACTION:
            if not cleaned.get("owner"):
                self.add_error("owner", _("Who does it?"))
            if "due_on" in cleaned and not cleaned["due_on"]:
                self.add_error("due_on", _("Until when?"))
        elif self.instance.done_at:
            self.add_error("kind", _("It is done already. Open it again before you change this."))
        return cleaned
