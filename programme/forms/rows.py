"""Rows of one parent, changed together on one page."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from programme.forms.carried import CarriedForm, remember_initial


class WholeRows(BaseInlineFormSet):
    """Rows with all their constraints; the removal box looks like every other box. A row that is
    gone is told in words, and so is one that another changed."""

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
        if isinstance(form, CarriedForm) and not form.is_new:
            remember_initial(form)
        super().add_fields(form, index)
        # Else whoever edits a row that another has removed could save nothing any more.
        key = form.fields["id"]
        key.label = _("A row is gone")
        key.error_messages["invalid_choice"] = _(
            "Somebody removed it meanwhile. Tick “Remove this” at it to save the others; what you"
            " wrote there can be added as a new row."
        )
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"


def rows_of(
    parent: type[models.Model], form: type[forms.ModelForm], *, most: int
) -> type[BaseInlineFormSet]:
    """The rows of a parent, with two empty ones below them; ``most`` at once."""
    return inlineformset_factory(
        parent,
        form._meta.model,
        form=form,
        formset=WholeRows,
        extra=2,
        can_delete=True,
        max_num=most,
        validate_max=True,
        absolute_max=most + 10,
    )
