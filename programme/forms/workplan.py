"""Forms of the workplan: its filter, and the items written by hand."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.forms.base import FilterForm, PartialSaveMixin, fix_parent, offer, page_helper
from programme.models import City, ItemKind, Phase, Programme, Role, User, WorkplanItem


class State(models.TextChoices):
    """How an item stands; the words are those of the address."""

    LATE = "late", _("Late")
    OPEN = "open", _("Open")
    DONE = "done", _("Done")


class WorkplanFilter(FilterForm):
    """What of the workplan is shown; read from the address."""

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

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)

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
            "note",
        ]
        widgets = {
            "kind": forms.RadioSelect,
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "baseline_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
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
            "owner_role",
            "note",
        )

    def save(self, commit: bool = True) -> WorkplanItem:
        if self.instance._state.adding:
            self.instance.baseline_on = self.cleaned_data["due_on"]
        return super().save(commit)


class WorkplanNoteForm(PartialSaveMixin):
    """The note on a computed item; its date follows from a workshop."""

    class Meta:
        model = WorkplanItem
        fields = ["note"]

    def __init__(self, *args: Any, programme: Programme, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("note")
