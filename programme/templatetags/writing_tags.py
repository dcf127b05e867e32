"""Parts of the writing pages that stand on them many times, drawn without a template each."""

from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def short_field(bound: forms.BoundField) -> SafeString:
    """A short field with its label, its help, what is wrong with it, and what it held when it
    was shown. The names of classes and ids are those of crispy.

    A page has more than forty: they are put together without a template, and everything that
    somebody wrote is escaped here.
    """
    form: Any = bound.form
    at = bound.auto_id
    label = f'<label class="form-label" for="{at}">{escape(bound.label)}</label>'
    shown = ""
    if bound.field.show_hidden_initial:
        value = escape(form.shown(bound.name))
        shown = f'<input type="hidden" name="{bound.html_initial_name}" value="{value}">'
    parts = f"{label}{_help_of(bound)}{_errors_of(bound)}{_control_of(bound)}{shown}"
    return mark_safe(f'<div id="div_{at}" class="mb-3">{parts}</div>')  # noqa: S308  see above


def _help_of(bound: forms.BoundField) -> str:
    if not bound.help_text:
        return ""
    return f'<div id="{bound.auto_id}_helptext" class="form-text">{escape(bound.help_text)}</div>'


def _errors_of(bound: forms.BoundField) -> str:
    if not bound.errors:
        return ""
    lines = "".join(f"<p>{escape(error)}</p>" for error in bound.errors)
    return f'<div id="{bound.auto_id}_error" class="invalid-feedback">{lines}</div>'


def _control_of(bound: forms.BoundField) -> str:
    widget: Any = bound.field.widget
    value = bound.value()
    if isinstance(widget, forms.Select):
        choices: Any = bound.field.choices  # type: ignore[attr-defined]
        options = _options(
            "" if value is None else str(value),
            tuple((str(choice), str(words)) for choice, words in choices),
        )
        return f"<select{_attributes(bound, 'form-select')}>{options}</select>"
    text = widget.format_value(value)
    text = "" if text is None else escape(text)
    attributes = _attributes(bound, "form-control")
    if isinstance(widget, forms.Textarea):
        return f"<textarea{attributes}>\n{text}</textarea>"
    return f'<input type="{widget.input_type}"{attributes} value="{text}">'


@lru_cache(maxsize=500)
def _options(chosen: str, choices: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words if value else _('Choose…'))}</option>"
        for value, words in choices
    )


def _attributes(bound: forms.BoundField, kind: str) -> str:
    own = dict(bound.field.widget.attrs)
    classes = [kind, *filter(None, [own.pop("class", "")])]
    about = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        classes.append("is-invalid")
        about.append(f"{bound.auto_id}_error")
        own["aria-invalid"] = "true"
    own.pop("cols", None)
    if about:
        own["aria-describedby"] = " ".join(about)
    all_of_them = {"name": bound.html_name, "id": bound.auto_id, "class": " ".join(classes)} | own
    return "".join(f' {name}="{escape(value)}"' for name, value in all_of_them.items())


@register.simple_tag
def writing_words() -> SafeString:
    """What the scripts of a writing page say, in the language of the page."""
    return _words_in(get_language())


@lru_cache(maxsize=8)
def _words_in(language: str | None) -> SafeString:
    return render_to_string("programme/writing/_said.html")
