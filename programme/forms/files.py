"""A field for one uploaded file, checked by its size and its content."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.files import SUFFIXES, FileKind, kind_of
from programme.stored_files import NO_ROOM
from programme.uploads import MEGABYTE, FileNotKept

SMALLER = gettext_lazy("Make its pictures smaller, or put a link to it into the text.")


class CheckedFileField(forms.FileField):
    """Takes a file of a kind and a size that a workshop or a task may carry."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(), **kwargs)
        # A column holds a name of ours; however long the file's own is, it is kept shortened.
        self.max_length = None
        self.help_text = kwargs.get("help_text") or gettext_lazy("A PDF, picture or Office file.")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | upload_attrs()

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            check_upload(upload)
        return upload


def upload_attrs(
    accept: Iterable[str] = SUFFIXES, *, advice: str | Promise = SMALLER
) -> dict[str, Any]:
    """Attributes by which a browser offers files of these kinds alone, and on a page with
    ``clusnet/js/filesize.js`` asks for the size before anything is sent; ``advice`` says what can
    be done about a file that is too large."""
    too_large = _("“{name}” is too large: it has {size} MB, allowed are %(most)s MB.")
    return {
        "accept": ",".join(accept),
        "data-most-bytes": settings.ATTACHMENT_MAX_MB * MEGABYTE,
        "data-too-large": f"{too_large % {'most': settings.ATTACHMENT_MAX_MB}} {advice}",
    }


def check_upload(upload: Any) -> FileKind:
    """What an uploaded file is. Raises ValidationError for one that is too large, that the server
    had no room for, or of a kind that is not allowed."""
    check_size(upload)
    return kind_of(upload)


def check_size(upload: Any, *, advice: str | Promise = SMALLER) -> None:
    """Raises ValidationError for a file that is too large, or that the server had no room for."""
    most = settings.ATTACHMENT_MAX_MB * MEGABYTE
    if upload.size > most:
        too_large = _("“%(name)s” is too large: it has %(size)s, allowed are %(most)s.") % {
            "name": upload.name,
            "size": filesizeformat(upload.size),
            "most": filesizeformat(most),
        }
        raise ValidationError(f"{too_large} {advice}", code="size")
    if isinstance(upload, FileNotKept):
        raise ValidationError(NO_ROOM, code="room")
