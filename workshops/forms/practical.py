"""The form of a workshop's practical note."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.writing.forms import VersionedTextForm
from workshops.models import PracticalNote


class PracticalNoteForm(VersionedTextForm):
    """The note. It may not be in the database yet: the workshop stands for it."""

    class Meta:
        model = PracticalNote
        fields = ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("Practical note")
        text.help_text = _(
            "How to get there from airport and station, where to sleep and until when rooms are "
            "held, what to wear for the visit, whom to call. Dates, venue, agenda and contacts "
            "are added by themselves."
        )

    @property
    def heading(self) -> str:
        return str(self.fields["text"].label)

    @property
    def device_key(self) -> str:
        return f"practicalnote-{self.instance.workshop_id}"
