"""The practical note of a workshop: read by every member, written by staff and host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import Membership, Role, User
from programme.writing.presence import others_in
from workshops.access import runs
from workshops.forms.practical import PracticalNoteForm
from workshops.models import PracticalNote, Workshop
from workshops.services.practical import open_note


def note_of(workshop: Workshop) -> PracticalNote:
    """The note of the workshop; not saved yet where nobody has written."""
    found = PracticalNote.objects.filter(workshop=workshop).select_related("updated_by").first()
    note = found or PracticalNote(workshop=workshop)
    note.workshop = workshop
    return note


def note_form(workshop: Workshop, data: Mapping[str, Any] | None = None) -> PracticalNoteForm:
    """The form of the note, with what was posted if anything was."""
    return PracticalNoteForm(data, instance=note_of(workshop), prefix="practical")


@transaction.atomic
def save_note(workshop: Workshop, data: Mapping[str, Any], *, by: User) -> PracticalNoteForm:
    """Save the note. The form says whether it is saved, in conflict or wrong."""
    form = PracticalNoteForm(data, instance=open_note(workshop), prefix="practical")
    if form.is_valid():
        form.save_version(by=by)
    return form


@dataclass(frozen=True)
class Contact:
    """Somebody whom guests may ask."""

    name: str
    role: str
    email: str


def contacts_of(workshop: Workshop) -> tuple[Contact, ...]:
    """Those who receive the guests, then the programme's coordinators. One query."""
    asked = Q(role=Role.COORDINATOR)
    if workshop.city:
        asked |= Q(role=Role.EDITOR, city=workshop.city)
    members = (
        Membership.objects.filter(asked, programme=workshop.programme, user__is_active=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    found: dict[str, Contact] = {}
    for member in sorted(members, key=lambda member: member.role == Role.COORDINATOR):
        role = _("Coordinator") if member.role == Role.COORDINATOR else _("Host")
        user = member.user
        found.setdefault(user.email, Contact(str(user), role, user.email))
    return tuple(found.values())


@dataclass(frozen=True)
class NotePage:
    """The note as it is read or, with a form, as it is written."""

    workshop: Workshop
    note: PracticalNote
    can_write: bool
    contacts: tuple[Contact, ...] = ()
    form: PracticalNoteForm | None = None
    # Who else has it open.
    present: Sequence[str] = ()

    @classmethod
    def to_read(cls, workshop: Workshop, seat: Seat) -> "NotePage":
        can_write = runs(seat, workshop)
        return cls(workshop, note_of(workshop), can_write, contacts=contacts_of(workshop))

    @classmethod
    def to_write(cls, workshop: Workshop, seat: Seat, form: PracticalNoteForm) -> "NotePage":
        present = others_in(form.device_key, but=seat.user)
        return cls(workshop, form.instance, can_write=True, form=form, present=present)

    @property
    def errors(self) -> list[dict[str, str]]:
        """What was not saved and why: an anchor, a label and a text each."""
        form = self.form
        if form is None:
            return []
        return [
            {"anchor": form[name].auto_id, "label": form.heading, "text": str(message)}
            for name, messages in form.errors.items()
            for message in messages
        ]

    def _url(self, name: str) -> str:
        names = [self.workshop.programme.slug, self.workshop.slug]
        return reverse(f"workshops:{name}", args=names)

    @property
    def url(self) -> str:
        return self._url("practical_note")

    @property
    def write_url(self) -> str:
        return self._url("practical_note_write")

    @property
    def save_url(self) -> str:
        """Where the text saves by itself."""
        return self._url("practical_note_save")

    @property
    def presence_url(self) -> str:
        return self._url("practical_note_presence")

    @property
    def preview_url(self) -> str:
        return self._url("practical_note_preview")

    @property
    def history_url(self) -> str:
        return self._url("practical_note_history")
