"""The field in which an e-mail address is typed."""

from typing import Any

from django import forms

from programme.people.email_addresses import clean_address


class AddressField(forms.EmailField):
    """In small letters, and no address that looks like another."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        return clean_address(typed) if typed else ""
