"""Fields and widgets that the forms of this package share."""

from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "time"}, format="%H:%M")


def remember_initial(form: forms.BaseForm) -> None:
    """Let the page carry what it showed, so that only what the person changed is a change.

    Without it a form that was opened before somebody else's change would undo that change.
    """
    for field in form.fields.values():
        field.show_hidden_initial = not field.disabled
