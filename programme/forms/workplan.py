"""Forms of the workplan: its filter, and the items written by hand."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.forms.base import FilterForm, PartialSaveMixin, fix_parent, offer, page_helper
from programme.forms.carried import Carried, remember_initial
from programme.forms.files import CheckedFileField
from programme.models import City, ItemKind, Phase, Programme, Role, User, WorkplanItem


class State(models.TextChoices):
    """How an item stands; the words are those of the address."""

    LATE = "late", _("Late")
    OPEN = "open", _("Open")
    DONE = "done", _("Done")


class Arrangement(models.TextChoices):
    """What the rows of the timeline and the groups of the list are."""

    CITY = "city", _("By city")
    PHASE = "phase", _("By phase")


class WorkplanFilter(FilterForm):
    """What of the workplan is shown, and in which order; read from the address."""

    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City"),
        required=False,
        to_field_name="slug",
        empty_label=_("All cities"),
    )
    owner = forms.ChoiceField(
        label=_("Whose task"), required=False, choices=[("", _("Everybody")), *Role.choices]
    )
    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("All phases")), *Phase.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Late, open and done")), *State.choices],
    )
    events = forms.BooleanField(label=_("Events of others too"), required=False)

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)

    @property
    def arrangement(self) -> Arrangement:
        """What “by” says in the address; by city where it says nothing that is known."""
        is_phase = self.data.get("by") == Arrangement.PHASE
        return Arrangement.PHASE if is_phase else Arrangement.CITY

    @property
    def is_narrow(self) -> bool:
        """Whether the address asks for a part of the dates."""
        return any(self.data.get(name) for name in self.fields if name != "events")

    @property
    def has_events(self) -> bool:
        """Whether events of others stand among the dates of the list."""
        return bool(self.data.get("events"))

    def apply(self, items: Any) -> Any:
        """The items that match; a value that makes no sense is shown at its field and ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        if city := chosen.get("city"):
            items = items.filter(city=city)
        if owner := chosen.get("owner"):
            items = items.filter(owner_role=owner)
        if phase := chosen.get("phase"):
            items = items.filter(phase=phase)
        if state := chosen.get("state"):
            states = {State.LATE: items.late, State.OPEN: items.in_time, State.DONE: items.done}
            items = states[state]()
        return items


class WorkplanItemForm(PartialSaveMixin):
    """An item written by hand."""

    derived_fields = ("remind_on", "reminded_at", "calendar_sequence")

    class Meta:
        model = WorkplanItem
        fields = [
            "programme",
            "kind",
            "title",
            "city",
            "phase",
            "owner_role",
            "due_on",
            "baseline_on",
            "remind_on",
            "note",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("due_on", "baseline_on", "remind_on")
            },
        }
        help_texts = {
            "remind_on": _("On this day those whose task it is get a mail. Empty: no reminder."),
            "kind": _("A milestone is passed; a deadline is met, and can be late."),
            "city": _("Leave it empty for something that concerns the whole programme."),
        }

    def __init__(self, *args: Any, programme: Programme, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_parent(self, "programme", programme)
        cities = City.objects.visible_to(user).in_programme(programme)
        offer(self, "city", cities, nothing=_("The whole programme"))
        # A model field with choices has an empty one, which says nothing to choose.
        self.fields["kind"].choices = ItemKind.choices  # type: ignore[attr-defined]
        phases = [("", _("Choose a phase")), *Phase.choices]
        self.fields["phase"].choices = phases  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.initial.setdefault("kind", ItemKind.DEADLINE)
            # The first date is the baseline: asked for only once it can differ.
            del self.fields["baseline_on"]
        self.helper = page_helper(
            "title",
            "kind",
            Row(Column("due_on"), Column("baseline_on"))
            if "baseline_on" in self.fields
            else "due_on",
            Row(Column("city"), Column("phase")),
            Row(Column("owner_role"), Column("remind_on")),
            "note",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        before, due_on = self.initial.get("due_on"), cleaned.get("due_on")
        remind_on = cleaned.get("remind_on")
        if before and due_on and remind_on and "remind_on" not in self.changed_data:
            # The reminder moves with the date, unless it was given another day itself.
            cleaned["remind_on"] = remind_on + (due_on - before)
        return cleaned

    def save(self, commit: bool = True) -> WorkplanItem:
        item = self.instance
        if item._state.adding:
            item.baseline_on = self.cleaned_data["due_on"]
        elif {"due_on", "remind_on"}.intersection(self.changed_data):
            # Another day is another reminder, and news for calendars.
            item.reminded_at = None
            item.calendar_sequence += "due_on" in self.changed_data
        return super().save(commit)


class WorkplanNoteForm(PartialSaveMixin):
    """The note on a computed item; its date follows from a workshop."""

    class Meta:
        model = WorkplanItem
        fields = ["note"]

    def __init__(self, *args: Any, programme: Programme, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("note")


class DoneForm(Carried, forms.Form):
    """What shows that a task is done: words or an address, and one file."""

    evidence = forms.CharField(
        label=_("What shows that it is done"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence, or the address of a page. Everybody in the programme reads it."),
    )
    file = CheckedFileField(label=_("File"), required=False)
    removes_file = forms.BooleanField(label=_("Take the present file away"), required=False)

    def __init__(self, *args: Any, item: WorkplanItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["evidence"] = item.evidence
        if not item.evidence_file:
            del self.fields["removes_file"]
        remember_initial(self)
        present = ["removes_file"] if item.evidence_file else []
        self.helper = page_helper("evidence", "file", *present)
