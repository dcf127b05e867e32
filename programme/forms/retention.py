"""How long a programme keeps each kind of what is about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms.carried import Carried, remember_initial
from programme.models import Programme, User
from programme.privacy.retention import KINDS, Line, keep_for


class RetentionForm(Carried, forms.Form):
    """One number of days for each kind whose time a programme decides on. A page left open takes no
    time back that another has given: something would be erased by it."""

    def __init__(self, *args: Any, lines: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            if not line.kind.is_fixed:
                words = {"least": line.kind.least, "most": line.kind.most}
                message = _("From %(least)s to %(most)s days.") % words
                self.fields[line.kind.key] = forms.IntegerField(
                    label=str(line.kind.label),
                    initial=line.days,
                    min_value=line.kind.least,
                    max_value=line.kind.most,
                    error_messages={"min_value": message, "max_value": message},
                    widget=forms.NumberInput(
                        attrs={"class": "form-control", "inputmode": "numeric"}
                    ),
                )
        remember_initial(self)

    def field_of(self, key: str) -> Any:
        return self[key] if key in self.fields else None

    def save(self, programme: Programme, *, by: User) -> None:
        for key in self.changed_data:
            if key in KINDS:
                keep_for(programme, key, self.cleaned_data[key], by=by)
