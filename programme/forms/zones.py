"""The field for the name of a time zone."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from programme.time_zones import european_zones


class TimeZoneInput(forms.TextInput):
    """Suggests the zones of Europe; every other can be typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"list": "time-zones", "autocomplete": "off"} | (attrs or {}))

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        options = format_html_join(
            "", '<option value="{}"></option>', ((zone,) for zone in european_zones())
        )
        field = super().render(*args, **kwargs)
        return format_html('{}<datalist id="time-zones">{}</datalist>', field, options)
