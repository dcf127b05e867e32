"""Forms in which nothing is lost when several people write at the same time."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.forms import PartialSaveMixin, remember_initial
from programme.forms.carried import with_answers
from programme.models import User
from programme.writing.compare import Comparison, Effort, put_together
from programme.writing.models import MAX_TEXT_LENGTH, VersionedText
from programme.writing.revisions import close_revision
from programme.writing.services import (
    TextConflict,
    base_of,
    digest_of,
    give_up,
    normal_text,
    save_text,
)

# A conflict is answered while somebody types: a tenth of a second of comparing, and no more.
STEPS_WHILE_WRITING = 150_000


class Way(models.TextChoices):
    """What to do when somebody else saved first."""

    MINE = "mine", gettext_lazy("Keep mine")
    THEIRS = "theirs", gettext_lazy("Keep the other")
    MERGED = "merged", gettext_lazy("Keep the text below, which I put together from both")


class LongText(forms.CharField):
    """A text of many paragraphs. A paste that is too long is refused, not cut off in silence."""

    widget = forms.Textarea(attrs={"data-markdown": True})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return normal_text(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > MAX_TEXT_LENGTH:
            raise ValidationError(
                _(
                    "This text has %(length)s characters, and %(most)s fit here. "
                    "Shorten it, or hand it in as a file."
                ),
                "max_length",
                {"length": f"{len(value):,}", "most": f"{MAX_TEXT_LENGTH:,}"},
            )


class VersionedTextForm(forms.ModelForm):
    """One versioned text with the columns that belong to it.

    A subclass names its model and, in ``Meta.fields``, ``text`` and those columns; give each
    form of a page its own prefix. ``save_version`` writes, and after a conflict the form shows
    both texts and asks which to keep.
    """

    text = LongText(label=gettext_lazy("Text"))
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    # Nothing in a draft has to be there, so nothing needs the word “optional”.
    marks_optional = False
    use_required_attribute = False
    conflict: TextConflict | None = None
    # After saving: the base of what is typed on.
    next_base: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["base"] = base_of(self.instance, self.own_fields)
        if self.is_bound and self.add_prefix("mine") in self.data:
            self._add_question()

    def _add_question(self) -> None:
        # Only where two texts stand beside each other: a page has up to thirty of these forms.
        self.fields["mine"] = LongText(widget=forms.HiddenInput)
        self.fields["way"] = forms.ChoiceField(
            label=_("Which text do you want to keep?"),
            required=False,
            choices=Way,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        )

    @property
    def own_fields(self) -> list[str]:
        return list(self._meta.fields or [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.add_prefix("mine") in self.data and not cleaned.get("way"):
            self.add_error("way", _("Choose which text to keep. Nothing is lost until you do."))
        return cleaned

    @property
    def is_touched(self) -> bool:
        """Whether the person changed what the form showed. Ask a valid form."""
        shown = self.cleaned_data["base"].partition("-")[2]
        return digest_of({name: self.cleaned_data[name] for name in self.own_fields}) != shown

    @property
    def base_version(self) -> int:
        version, _dash, shown = self.cleaned_data["base"].partition("-")
        stored, _dash, digest = self.initial["base"].partition("-")
        if shown == digest:
            # What was shown stands there still, or again, whatever happened in between.
            version = stored
        # No text has a thousand million versions, and no database such a number.
        return int(version) if version.isdecimal() and len(version) < 10 else 0

    def save_version(self, *, by: User) -> bool:
        """Save the text of a valid form, unless it was not touched.

        False when somebody else was first: nothing is written, ``conflict`` holds the other
        text, and the form asks which of the two to keep.
        """
        way = self.cleaned_data.get("way", "")
        # Not touched: the page goes on from what it showed.
        self.next_base = self.cleaned_data["base"]
        if not (way or self.is_touched):
            return True
        try:
            saved = self._decide(way, by) if way else self._save(self.base_version, by)
        except TextConflict as conflict:
            self._ask(conflict, by)
            return False
        self.next_base = base_of(saved, self.own_fields)
        return True

    @transaction.atomic
    def _decide(self, way: str, by: User) -> VersionedText:
        """Save what was chosen. The text that was not is in the history from now on."""
        base, mine = self.base_version, self.cleaned_data["mine"]
        if way == Way.MINE:
            # Theirs may be of the same person, in another window.
            close_revision(self.instance)
            return self._save(base, by, text=mine)
        if way == Way.THEIRS:
            # Whatever they have saved since is theirs too.
            base = int(self.initial["base"].partition("-")[0])
        stored = give_up(self.instance, mine, base_version=base, by=by)
        return stored if way == Way.THEIRS else self._save(stored.version, by)

    def _save(self, base_version: int, by: User, **changed: str) -> VersionedText:
        values = {name: self.cleaned_data[name] for name in self.own_fields} | changed
        return save_text(self.instance, base_version=base_version, by=by, **values)

    def _ask(self, conflict: TextConflict, by: User) -> None:
        self.conflict = conflict
        self._add_question()
        answers = {
            "base": base_of(conflict.row, self.own_fields),
            "mine": conflict.refused,
            "text": put_together(conflict.refused, conflict.row.text),
            "way": "",
        }
        self.data = with_answers(
            self.data, {self.add_prefix(name): value for name, value in answers.items()}
        )
        self.add_error("way", _what_came_between(conflict.row, by))

    @property
    def asks(self) -> bool:
        """Whether the form stands there with two texts to choose from."""
        return self.conflict is not None or (self.is_bound and self.add_prefix("mine") in self.data)

    @property
    def theirs(self) -> VersionedText:
        """The row as it is saved."""
        if self.conflict is None:
            stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
            self.conflict = TextConflict(stored, normal_text(str(self["mine"].value() or "")))
        return self.conflict.row

    @property
    def theirs_in_words(self) -> list[str]:
        """What the other person said beside the text, in whole sentences."""
        return []

    @property
    def comparison(self) -> Comparison:
        theirs = self.theirs.text
        assert self.conflict is not None  # noqa: S101  the line above sees to it
        return Comparison.of(self.conflict.refused, theirs, Effort(STEPS_WHILE_WRITING))

    @property
    def first_error(self) -> str:
        return next((str(m) for messages in self.errors.values() for m in messages), "")

    @property
    def device_key(self) -> str:
        """Under which a device keeps what is typed until the server has it."""
        return f"{self.instance._meta.model_name}-{self.instance.pk}"

    @property
    def word_count(self) -> int:
        return len(str(self["text"].value() or "").split())

    def as_it_is(self, reader: User) -> dict[str, Any]:
        """The text as it is saved, for a page that shows an older one: who saved it, and what
        its fields hold."""
        row = self.instance
        return {
            "version": row.version,
            "who": str(row.updated_by or _("Somebody")),
            "is_own": row.updated_by_id == reader.pk,
            "base": base_of(row, self.own_fields),
            "values": {self.add_prefix(name): getattr(row, name) for name in self.own_fields},
        }


# A box says nothing where it is not ticked, so a page cannot carry what it was.
NOT_CARRIED = (forms.BooleanField, forms.MultipleChoiceField)


class SharedRowForm(PartialSaveMixin):
    """Short fields of a row that several people edit, on a page that saves by itself."""

    marks_optional = False
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_initial(self, but=NOT_CARRIED)

    @property
    def device_key(self) -> str:
        """Under which a device keeps what is typed until the server has it."""
        return f"{self.instance._meta.model_name}-{self.instance.pk}"


def _what_came_between(stored: VersionedText, by: User) -> str:
    if stored.updated_by == by:
        return _(
            "You saved another text in another window while you were writing here. Choose which"
            " one to keep."
        )
    words = _("%(who)s saved another text while you were writing. Choose which one to keep.")
    return words % {"who": stored.updated_by or _("Somebody")}
