from programme.forms.base import PartialSaveMixin, fix_parent, page_helper

__all__ = ["PartialSaveMixin", "fix_parent", "page_helper"]
