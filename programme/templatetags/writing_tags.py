"""Parts of the writing pages that stand on them many times, drawn without a template each."""

from functools import lru_cache
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def short_field(bound: forms.BoundField) -> SafeString:
    """A short field with its label, its help, what is wrong with it, and what it held when it
    was shown. The names of classes and ids are those of crispy."""
    form: Any = bound.form
    return format_html(
        '<div id="div_{}" class="mb-3">{}{}{}{}{}</div>',
        bound.auto_id,
        format_html('<label class="form-label" for="{}">{}</label>', bound.auto_id, bound.label),
        _help_of(bound),
        _errors_of(bound),
        _control_of(bound),
        format_html(
            '<input type="hidden" name="{}" value="{}">',
            bound.html_initial_name,
            form.shown(bound.name),
        )
        if bound.field.show_hidden_initial
        else "",
    )


def _help_of(bound: forms.BoundField) -> SafeString | str:
    if not bound.help_text:
        return ""
    return format_html(
        '<div id="{}_helptext" class="form-text">{}</div>', bound.auto_id, bound.help_text
    )


def _errors_of(bound: forms.BoundField) -> SafeString | str:
    if not bound.errors:
        return ""
    lines = format_html_join("", "<p>{}</p>", ((error,) for error in bound.errors))
    return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', bound.auto_id, lines)


def _control_of(bound: forms.BoundField) -> SafeString:
    widget: Any = bound.field.widget
    value = bound.value()
    if isinstance(widget, forms.Select):
        chosen = "" if value is None else str(value)
        choices: Any = bound.field.choices  # type: ignore[attr-defined]
        options = _options(chosen, tuple((str(value), str(words)) for value, words in choices))
        return format_html("<select{}>{}</select>", _attributes(bound, "form-select"), options)
    text = widget.format_value(value)
    if isinstance(widget, forms.Textarea):
        attributes = _attributes(bound, "form-control")
        return format_html("<textarea{}>\n{}</textarea>", attributes, text or "")
    return format_html(
        '<input type="{}"{} value="{}">',
        widget.input_type,
        _attributes(bound, "form-control"),
        "" if text is None else text,
    )


@lru_cache(maxsize=500)
def _options(chosen: str, choices: tuple[tuple[str, str], ...]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (
                value,
                mark_safe(" selected") if value == chosen else "",
                words if value else _("Choose…"),
            )
            for value, words in choices
        ),
    )


def _attributes(bound: forms.BoundField, kind: str) -> SafeString:
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
    return format_html_join(
        "", ' {}="{}"', ((name, conditional_escape(value)) for name, value in all_of_them.items())
    )


@register.simple_tag
def writing_words() -> SafeString:
    """What the scripts of a writing page say, in the language of the page."""
    return _words_in(get_language())


@lru_cache(maxsize=8)
def _words_in(language: str | None) -> SafeString:
    return render_to_string("programme/writing/_said.html")
