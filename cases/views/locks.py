"""Locking a section that is good, and opening it again."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import services
from cases.access import led_case, section_or_404
from cases.forms.locks import LockForm
from programme.page_before import page_before


@require_POST
def section_lock(request, city, section):
    case, section = led_case(request, city), section_or_404(section)
    form = LockForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["reason"]))
        return redirect(_way_back(request, case))
    try:
        services.lock_section(case, section, by=request.user, reason=form.cleaned_data["reason"])
    except services.LockError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(section)s” is locked.") % {"section": section.title})
    return redirect(_way_back(request, case))


@require_POST
def section_unlock(request, city, section):
    case, section = led_case(request, city), section_or_404(section)
    services.unlock_section(case, section, by=request.user)
    said = _("“%(section)s” is unlocked: %(city)s can write in it again.")
    messages.success(request, said % {"section": section.title, "city": case.city.name})
    return redirect(_way_back(request, case))


def _way_back(request, case):
    page = page_before(request, case.get_absolute_url()).partition("#")[0]
    return f"{page}#case-sections"
