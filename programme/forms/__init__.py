from programme.forms.base import (
    AddressMixin,
    PartialSaveMixin,
    fix_parent,
    needed_at_times,
    offer,
    page_helper,
)
from programme.forms.carried import remember_initial
from programme.forms.zones import TimeZoneInput

__all__ = [
    "AddressMixin",
    "PartialSaveMixin",
    "TimeZoneInput",
    "fix_parent",
    "needed_at_times",
    "offer",
    "page_helper",
    "remember_initial",
]
