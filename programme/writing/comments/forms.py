"""The forms of comments. The fragment draws their fields, many times on a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from programme.forms.base import SpokenForm

LONGEST = 10_000
LONGEST_QUOTE = 500


class CommentText(forms.CharField):
    """What is said, as it is stored: a browser's line ends would count twice."""

    def __init__(self) -> None:
        super().__init__(
            max_length=LONGEST,
            error_messages={"required": gettext_lazy("Write the comment first.")},
        )

    def to_python(self, value: Any) -> str:
        plain = (value or "").replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(plain) or ""


class CommentForm(SpokenForm):
    """A remark, or a reply to one."""

    text = CommentText()
    about = forms.ChoiceField(required=False)
    parent: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, required=False)
    quote = forms.CharField(required=False)

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(place, place) for place in subject.places]
        self.fields["about"].choices = places  # type: ignore[attr-defined]
        self.fields["parent"].queryset = subject.rows()  # type: ignore[attr-defined]

    def clean_quote(self) -> str:
        """One line, cut rather than refused: what counts is what is said about it."""
        words = " ".join(self.cleaned_data["quote"].split())
        return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"


class CommentChangeForm(SpokenForm):
    """Other words for an own comment."""

    text = CommentText()
