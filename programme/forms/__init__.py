from programme.forms.base import AddressMixin, PartialSaveMixin, fix_parent, offer, page_helper

__all__ = ["AddressMixin", "PartialSaveMixin", "fix_parent", "offer", "page_helper"]
