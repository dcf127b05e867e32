"""The form of an entry in a learning passport."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import page_helper
from reports.models import Lesson, TakeUp
from reports.outcomes.passport_sources import Source, source_key


class TakeUpForm(forms.ModelForm):
    """What a city took up; the source is one choice: a city, or an action or lesson of it.

    It is saved by the services of take-ups: its number is not for a form to give.
    """

    source = forms.ChoiceField(
        label=_("From where"),
        help_text=_("An action, a published lesson, or a city as a whole."),
        error_messages={"required": _("Choose from where your city took it up.")},
    )

    class Meta:
        model = TakeUp
        fields = ["text", "progress", "result"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "progress": forms.RadioSelect,
            "result": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "text": _("What your city does now, or does differently: one or two sentences."),
            "result": _("What it has brought so far, or why it was dropped."),
        }

    def __init__(self, *args: Any, sources: dict[str, Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = sources
        self.kept = source_key(self.instance) if self.instance.pk else ""
        groups = [
            (city.name, [(row.key, row.label) for row in rows])
            for city, rows in groupby(sources.values(), key=lambda row: row.city)
        ]
        choices: list[Any] = [("", _("Choose…")), *groups]
        if self.kept and self.kept not in sources:
            choices.insert(1, (self.kept, _("As it is now")))
        field = self.fields["source"]
        field.choices = choices  # type: ignore[attr-defined]
        if self.kept:
            self.initial["source"] = self.kept
        self.fields["progress"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in self.fields["progress"].choices  # type: ignore[attr-defined]
            if choice[0]
        ]
        self.helper = page_helper("source", "text", "progress", "result")

    @property
    def words(self) -> dict[str, Any]:
        """What the entry says, as its service takes it."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("text", "progress", "result")}
        if self.kept == data["source"]:
            return words
        source = self.sources[data["source"]]
        lesson = Lesson.objects.get(pk=source.lesson.pk) if source.lesson else None
        return words | {"source_city": source.city, "action": source.action, "lesson": lesson}

    def _post_clean(self) -> None:
        """The row is written by its service, which asks for all that the model demands."""
