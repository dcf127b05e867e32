from programme.forms.base import (
    AddressMixin,
    PartialSaveMixin,
    fix_parent,
    needed_at_times,
    offer,
    page_helper,
)

__all__ = [
    "AddressMixin",
    "PartialSaveMixin",
    "fix_parent",
    "needed_at_times",
    "offer",
    "page_helper",
]
