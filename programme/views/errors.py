"""What is said when a request cannot be answered."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat


def bad_request(request, exception):
    """400; or 413 where the words themselves were too many, with what to do about it."""
    if not isinstance(exception, RequestDataTooBig):
        return render(request, "400.html", status=400)
    context = {"most": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)}
    return render(request, "413.html", context, status=413)
