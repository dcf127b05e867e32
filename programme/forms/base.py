"""What the forms of every app share."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db import models


class PartialSaveMixin(forms.ModelForm):
    """Write only what the form changed, so that a stale form cannot undo a move.

    ``derived_fields`` names columns that the model computes from the others in ``clean()``.
    """

    derived_fields: ClassVar[tuple[str, ...]] = ()

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


def page_helper(*fields: Any) -> FormHelper:
    """A crispy helper for the fields alone: the form tag and its buttons stand in the template."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*fields)
    return helper
