"""Forms of rows that several people edit: the second who saves is told what the first has saved."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programme.writing.services import normal_text

# What is not one word on a page; a file is handed in anew.
NOT_CARRIED = (forms.FileField, forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
# Of a box there is nothing to tell: whoever changes it wants the other of its two states.
NOT_TOLD = forms.BooleanField


def remember_initial(form: forms.BaseForm, *, but: tuple[type[forms.Field], ...] = ()) -> None:
    """Let the page carry what it showed, so that only what the person changed is a change.

    Without it a form that was opened before somebody else's change would undo that change.
    """
    for name, field in form.fields.items():
        is_file = isinstance(field, forms.FileField)
        field.show_hidden_initial = not (field.disabled or is_file or isinstance(field, but))
        if form.is_bound and form.add_initial_prefix(name) not in form.data:
            # Sent without the page: then it is compared with the row as it is.
            field.show_hidden_initial = False


class Carried(forms.BaseForm):
    """Where the page carries what each field held (``remember_initial``), a form writes only what
    its person changed, and where two people changed the same field the second is told."""

    # What is new has no fields that another could have changed.
    is_new = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.changed_data:
            if name in cleaned and self._was_changed_by_another(name):
                self._tell(name)
        # What only the other changed counts as it is now, or the rules that several fields keep
        # together would be asked of a row that nobody wrote.
        for name in set(cleaned) - set(self.changed_data):
            if not self._is_shown_as_stored(name):
                self._take_stored(name, cleaned)
        return cleaned

    def _take_stored(self, name: str, cleaned: dict[str, Any]) -> None:
        # What is stored may not be offered any more.
        with suppress(ValidationError):
            cleaned[name] = self.fields[name].clean(self.stored(name))
            if read := getattr(self, f"clean_{name}", None):
                cleaned[name] = read()

    def shown(self, name: str) -> str:
        """What the field held when the form was shown, as the page carries it."""
        bound = self[name]
        if self.is_bound and bound.html_initial_name in self.data:
            return str(self.data[bound.html_initial_name])
        return self.stored(name)

    def stored(self, name: str) -> str:
        """What the field of the row holds, as a page carries it."""
        stored = self.fields[name].prepare_value(self[name].initial)
        return "" if stored is None else str(stored)

    def data_without(self, names: Iterable[str]) -> Any:
        """What was posted, as if nobody had touched these fields."""
        values: dict[str, str] = {}
        for name in names:
            if name in self.fields:
                bound, stored = self[name], self.stored(name)
                values |= {bound.html_name: stored, bound.html_initial_name: stored}
        return with_answers(self.data, values)

    def _is_shown_as_stored(self, name: str) -> bool:
        if name not in self.fields or not self._is_carried(name):
            return True
        return normal_text(self.shown(name)) == normal_text(self.stored(name))

    def _is_carried(self, name: str) -> bool:
        """Whether the page says what the field of a row held."""
        field = self.fields[name]
        carried = field.show_hidden_initial and not field.disabled
        posted = self[name].html_initial_name in self.data
        is_one_word = not isinstance(field, NOT_CARRIED)
        return carried and posted and is_one_word and not self.is_new

    def _was_changed_by_another(self, name: str) -> bool:
        field, bound = self.fields[name], self[name]
        if isinstance(field, NOT_TOLD) or self._is_shown_as_stored(name):
            return False
        try:
            stored = field.to_python(field.prepare_value(bound.initial))
            shown = field.to_python(self.data[bound.html_initial_name])
        except ValidationError:
            return False
        typed = field.to_python(bound.data)
        return bool(shown != stored and typed != stored)

    def _tell(self, name: str) -> None:
        """Refuse once. What is stored now counts as shown, so saving again is a decision."""
        field, bound = self.fields[name], self[name]
        stored = field.prepare_value(bound.initial)
        self.data = with_answers(self.data, {bound.html_initial_name: self.stored(name)})
        words = dict(getattr(field, "choices", [])).get(stored, stored)
        told = _(
            "Somebody changed this to “%(words)s” while you were writing. "
            "Save again to keep yours, or change it."
        )
        told %= {"words": words if words not in ("", None) else _("nothing")}
        # By its code the page shows it as no mistake.
        self.add_error(name, ValidationError(told, code="meanwhile"))


class CarriedForm(Carried, forms.ModelForm):
    """The same for a row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the form writes on the row.
        self.as_read = dict(vars(self.instance))

    @property
    def is_new(self) -> bool:  # type: ignore[override]
        return self.instance._state.adding

    def is_overtaken(self) -> bool:
        """Whether somebody has saved, since the row was read, what this form changes. Holds the row
        until the end of the transaction. One query."""
        model = type(self.instance)
        columns = {field.name: field.attname for field in model._meta.concrete_fields}
        names = [columns[name] for name in self.changed_data if name in columns]
        rows = model._base_manager.select_for_update(no_key=True).filter(pk=self.instance.pk)
        now = (rows.values(*names).first() if names else None) or {}
        return any(self.as_read.get(name) != value for name, value in now.items())


def with_answers(data: Any, values: dict[str, str]) -> Any:
    """What was posted, with some answers replaced; the request's own data cannot be changed."""
    changed = data.copy()
    for name, value in values.items():
        changed[name] = value
    return changed
