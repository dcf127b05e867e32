"""What the forms of every app share."""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programme.days import validate_day
from programme.forms.carried import CarriedForm

# What Django calls an empty choice.
DASHES = BLANK_CHOICE_DASH[0][1]


class SpokenForm(forms.Form):
    """A form whose mistakes are told in one line: for what a fragment or a script sends."""

    @property
    def refusal(self) -> str:
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class PartialSaveMixin(CarriedForm):
    """Write only what the form changed, so that a stale form cannot undo a move.

    ``derived_fields`` names columns that follow from the others. A day must be in a year that
    can be meant. The message of a constraint
    stands at the last of its fields that the person can change.
    """

    derived_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_empty_choices(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.changed_data:
            if isinstance(cleaned.get(name), datetime.date):
                try:
                    validate_day(cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if not commit or self.instance._state.adding:
            return super().save(commit)
        super().save(commit=False)
        own = {field.name for field in self.instance._meta.concrete_fields}
        changed = own.intersection(self.changed_data)
        if changed:
            self.instance.save(update_fields=changed.union(self.derived_fields))
        self.save_m2m()
        return self.instance

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError(self._at_their_fields(error.error_dict))
        super().add_error(field, error)

    def _at_their_fields(self, errors: dict[str, list[ValidationError]]) -> dict[str, Any]:
        homes = {str(c.violation_error_message): c for c in self._meta.model._meta.constraints}
        placed = {field: list(own) for field, own in errors.items() if field != NON_FIELD_ERRORS}
        for error in errors.get(NON_FIELD_ERRORS, []):
            constraint = homes.get(str(error.message)) if hasattr(error, "message") else None
            home = self._home_of(constraint) if constraint else NON_FIELD_ERRORS
            placed.setdefault(home, []).append(error)
        return placed

    def _home_of(self, constraint: models.BaseConstraint) -> str:
        names = [
            name
            for name in _fields_of(constraint)
            if name in self.fields and not self.fields[name].disabled
        ]
        return names[-1] if names else NON_FIELD_ERRORS


def _fields_of(constraint: models.BaseConstraint) -> Iterator[str]:
    if isinstance(constraint, models.UniqueConstraint):
        yield from constraint.fields
    elif isinstance(constraint, models.CheckConstraint) and isinstance(
        constraint.condition, models.Q
    ):
        yield from _names_in(constraint.condition)


def _names_in(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _names_in(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0]


def fix_parent(form: forms.BaseForm, name: str, parent: models.Model) -> None:
    """Set a foreign key that the address decides, whatever is posted.

    It stays a field (disabled, not rendered), because Django skips the constraints on fields
    that a form leaves out.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = type(parent)._default_manager.filter(pk=parent.pk)
    field.disabled = True
    form.initial[name] = parent


def offer(form: forms.BaseForm, name: str, rows: models.QuerySet, *, nothing: Any = None) -> None:
    """Let a select offer the rows, and call its empty choice by a word of ours."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = rows
    if nothing is not None:
        field.empty_label = str(nothing)


def name_empty_choices(form: forms.BaseForm) -> None:
    """Let no select begin with a row of dashes."""
    for field in form.fields.values():
        words = _("Choose…") if field.required else _("Not chosen")
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label == DASHES:
                field.empty_label = str(words)
        elif isinstance(field, forms.ChoiceField):
            choices = list(field.choices)  # type: ignore[arg-type]
            if choices and choices[0] == ("", DASHES):
                field.choices = [("", words), *choices[1:]]


def needed_at_times(form: forms.BaseForm, *names: str) -> None:
    """Do not call these fields optional: other answers decide whether they may stay empty."""
    for name in names:
        form.fields[name].marks_optional = False  # type: ignore[attr-defined]


def next_number(rows: models.QuerySet, name: str) -> int:
    """What a new row gets that comes last."""
    last = rows.aggregate(last=models.Max(name))["last"]
    return (last or 0) + 1


class FilterSelect(forms.Select):
    """Writes its options itself: a template for each takes longer than the list below."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        # Not ``list``, which counts the rows first.
        choices = [(key, words) for key, words in self.choices]  # noqa: C416
        if any(isinstance(words, list | tuple) for _key, words in choices):
            # In groups.
            return super().render(name, value, attrs, renderer)
        chosen = self.format_value(value) or []
        keyed = [("" if key is None else str(key), words) for key, words in choices]
        rows = [(key, " selected" if key in chosen else "", words) for key, words in keyed]
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        given = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", given, options)

    @classmethod
    def instead_of(cls, widget: forms.Select) -> "FilterSelect":
        """The same choice, drawn by itself."""
        select = cls()
        vars(select).update(vars(widget))
        return select


class FilterForm(forms.Form):
    """What a list shows, read from the address; drawn by ``programme/_filter_fields.html``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            name = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            is_tick = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "form-check-input" if is_tick else name
            if type(field.widget) is forms.Select:
                field.widget = FilterSelect.instead_of(field.widget)


def page_helper(*fields: Any) -> FormHelper:
    """A crispy helper for the fields alone: the form tag and its buttons stand in the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper


# Words that stand where a row's own address would stand: cities/new/ adds a city.
RESERVED_WORDS = {"new", "create", "compare", "import", "imports", "export"}


class AddressMixin(PartialSaveMixin):
    """A form of a row with an address: left empty, it follows from the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["slug"]
        field.required = False
        if not field.help_text:
            field.help_text = _("The last part of its address. Empty: it follows from the name.")

    def _post_clean(self) -> None:
        was_fine = "slug" in self.cleaned_data
        super()._post_clean()  # type: ignore[misc]
        # Who left the address empty has to look at the name.
        if was_fine and "slug" in self.errors and not self["slug"].data and "name" in self.fields:
            del self.errors["slug"]
            self.add_error("name", _("Another one has this name already, or nearly this name."))

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"]
        # An address that people have sent to each other does not change with the name.
        slug = given or self.instance.slug or slugify(self.cleaned_data.get("name", ""))
        if not slug and "name" in self.cleaned_data:
            raise ValidationError(_("Write an address with small letters, digits and hyphens."))
        if slug in RESERVED_WORDS:
            raise ValidationError(
                _("“%(slug)s” is taken by the site itself. Choose another address."),
                params={"slug": slug},
            )
        return slug[: self.fields["slug"].max_length]  # type: ignore[attr-defined]
