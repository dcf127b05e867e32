"""Rows of one parent, changed together on one page."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet


class WholeRows(BaseInlineFormSet):
    """Rows with all their constraints; the removal box looks like every other box."""

    def clean(self) -> None:
        super().clean()
        # Django leaves constraints that name the parent out of a form inside a formset.
        for form in self.forms:
            if form.is_valid() and form.has_changed() and form not in self.deleted_forms:
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"
