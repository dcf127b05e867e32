"""The form of somebody who came unannounced."""

from typing import Any

from crispy_forms.layout import Column, Row
from django.utils.translation import gettext_lazy as _

from programme.forms import PartialSaveMixin, page_helper
from workshops.models import AttendsAs, Registration


class LateGuestForm(PartialSaveMixin):
    """The least that is asked of somebody who stands at the door."""

    class Meta:
        model = Registration
        fields = ["name", "organisation", "attends_as"]
        error_messages = {"name": {"required": _("Say who came.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attends_as"].choices = AttendsAs.choices  # type: ignore[attr-defined]
        self.helper = page_helper("name", Row(Column("organisation"), Column("attends_as")))
