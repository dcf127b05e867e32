from programme.forms.base import (
    AddressMixin,
    PartialSaveMixin,
    fix_parent,
    needed_at_times,
    offer,
    page_helper,
)
from programme.forms.carried import remember_initial

__all__ = [
    "AddressMixin",
    "PartialSaveMixin",
    "fix_parent",
    "needed_at_times",
    "offer",
    "page_helper",
    "remember_initial",
]
