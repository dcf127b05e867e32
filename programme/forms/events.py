"""The forms of events of others: one event, what of them is shown, and whole calendars."""

import datetime
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from programme.field.calendars import LARGEST
from programme.field.fetching import AddressError, check_address
from programme.forms.base import FilterForm, PartialSaveMixin, fix_parent, offer, page_helper
from programme.models import (
    EventCalendar,
    EventCalendarStatus,
    ExternalEvent,
    FieldEntry,
    FieldEntryKind,
    Programme,
)
from programme.stored_files import NO_ROOM, delete_on_commit, stored
from programme.uploads import FileNotKept


def actors_of(programme: Programme) -> Any:
    """Everybody of the field who may hold events, for a select."""
    return FieldEntry.objects.in_programme(programme).filter(kind=FieldEntryKind.ACTOR)


class ExternalEventForm(PartialSaveMixin):
    """A conference or fair of somebody else, of which one should know when dates are chosen."""

    derived_fields = ("organiser", "actor")

    class Meta:
        model = ExternalEvent
        fields = [
            "programme",
            "title",
            "actor",
            "organiser",
            "place",
            "country",
            "starts_on",
            "ends_on",
            "website",
            "note",
        ]
        labels = {"organiser": gettext_lazy("Or its name, if it is not in the list")}
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        offer(self, "actor", actors_of(programme), nothing=_("Somebody else"))
        if self.instance.actor_id:
            self.initial["organiser"] = ""
        self.helper = page_helper(
            "title",
            Row(Column("actor"), Column("organiser")),
            Row(Column("starts_on"), Column("ends_on")),
            Row(Column("place"), Column("country")),
            "website",
            "note",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        actor, organiser = cleaned.get("actor"), cleaned.get("organiser", "")
        if actor is None and organiser:
            # The same organiser is not there twice, once chosen and once typed.
            actor = self.fields["actor"].queryset.filter(name__iexact=organiser).first()  # type: ignore[attr-defined]
            cleaned["actor"] = actor
        if actor:
            # Kept beside it, for the day on which the actor is deleted.
            cleaned["organiser"] = actor.name
        return cleaned


class EventFilter(FilterForm):
    """Which events of others are shown, read from the address; ``by`` says in which groups."""

    organiser = forms.ChoiceField(label=gettext_lazy("Organiser"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, organisers: set[str], codes: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(filter(None, organisers), key=str.casefold)
        known = sorted((countries.name(code), code) for code in codes if code)
        self.fields["organiser"].choices = [("", _("Everybody")), *((n, n) for n in names)]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *((c, n) for n, c in known)]  # type: ignore[attr-defined]
        for name, label in (("from", _("From")), ("to", _("To"))):
            widget = forms.DateInput(attrs={"type": "date", "class": "form-control"})
            self.fields[name] = forms.DateField(label=label, required=False, widget=widget)
        tick = forms.CheckboxInput(attrs={"class": "form-check-input"})
        label = _("Past ones too")
        self.fields["past"] = forms.BooleanField(label=label, required=False, widget=tick)

    @property
    def is_by_organiser(self) -> bool:
        return self.data.get("by") == "organiser"

    @property
    def is_narrow(self) -> bool:
        """Whether the address asks for other events than those that are ahead."""
        return any(self.data.get(name) for name in self.fields)

    def apply(self, events: Any, today: datetime.date) -> Any:
        """The events that match; a value that makes no sense is shown at its field and ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        if organiser := chosen.get("organiser"):
            events = events.filter(organiser_name=organiser)
        if country := chosen.get("country"):
            events = events.filter(country=country)
        first, last = chosen.get("from"), chosen.get("to")
        if not first and not chosen.get("past") and not (last and last < today):
            first = today
        if first:
            events = events.filter(ends_on__gte=first)
        return events.filter(starts_on__lte=last) if last else events


class CalendarFileField(forms.FileField):
    """Takes an iCal file. Only its beginning is looked at: a worker reads the rest."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}), **kwargs)
        self.max_length = None

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return upload
        if upload.size > LARGEST:
            most = filesizeformat(LARGEST)
            raise ValidationError(_("A calendar has at most %(most)s.") % {"most": most})
        if isinstance(upload, FileNotKept):
            raise ValidationError(NO_ROOM)
        upload.seek(0)
        head = upload.read(100).lstrip(b"\xef\xbb\xbf \t\r\n")
        upload.seek(0)
        if not head.upper().startswith(b"BEGIN:VCALENDAR"):
            raise ValidationError(_("This is no calendar in the iCal form (.ics)."))
        return upload


class EventCalendarForm(PartialSaveMixin):
    """A calendar of somebody else: an address that is read every day, or a file given once."""

    address = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "It begins with https:// or webcal:// and mostly ends in .ics. Read once a day."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    file = CalendarFileField(
        label=gettext_lazy("Or an iCal file"),
        required=False,
        help_text=gettext_lazy("At most 2 MB. Read once; give a new one when it has changed."),
    )
    # What is changed here, or where it comes from, is read again.
    derived_fields = ("status", "tries", "file")

    class Meta:
        model = EventCalendar
        fields = ["programme", "name", "actor", "address", "file", "counts_for_clashes"]
        labels = {
            "counts_for_clashes": gettext_lazy("Say so where a date of ours falls on its events"),
        }
        help_texts = {
            "actor": gettext_lazy("All its events are shown under this organiser."),
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_file = self.instance.file.name
        fix_parent(self, "programme", programme)
        offer(self, "actor", actors_of(programme), nothing=_("As each event says"))
        self.helper = page_helper("name", "actor", "address", "file", "counts_for_clashes")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        if not address:
            return ""
        try:
            place = check_address(address if ":" in address else f"https://{address}")
        except AddressError as error:
            raise ValidationError(str(error)) from error
        if len(place.address) > 500:
            raise ValidationError(_("This address is too long."))
        return place.address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_upload = "file" in self.changed_data and cleaned.get("file")
        if cleaned.get("address") and not has_upload:
            # The address takes the place of a file that was given before.
            cleaned["file"] = False
        elif not {"address", "file"} & self.errors.keys() and not cleaned.get("file"):
            self.add_error("address", _("Give an address or a file."))
        return cleaned

    def save(self, commit: bool = True) -> EventCalendar:
        calendar = self.instance
        calendar.status, calendar.tries = EventCalendarStatus.WAITING, 0
        upload = self.cleaned_data.get("file") if "file" in self.changed_data else None
        if not upload:
            saved = super().save(commit)
        else:
            with stored(calendar, upload, suffix=".ics"):
                saved = super().save(commit)
        if self.stored_file and self.stored_file != calendar.file.name:
            delete_on_commit(type(calendar.file)(calendar, calendar.file.field, self.stored_file))
        return saved
