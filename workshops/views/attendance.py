"""Attendance by list: ticked on a phone, one by one, or sent as a form."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from programme.keys import as_key
from programme.writing.views import for_its_person, is_its_person, other_person_words
from workshops.forms.attendance import LateGuestForm
from workshops.models import Registration
from workshops.on_the_day.attendance import MARKS, AttendancePage, HalfDaySlot, mark_in_words
from workshops.on_the_day.offline import keep_offline
from workshops.services.attendance import AttendanceError, mark_attendance, register_late_guest
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to


@require_GET
def attendance(request, slug):
    """The list of one half-day. 403 for members who do not keep it."""
    workshop = get_workshop_to_write(request, slug)
    page = AttendancePage.of(workshop, request.seat, request.GET.get("half", ""))
    return keep_offline(show(request, page, LateGuestForm()), workshop, person=request.user)


def show(request, page, form, *, status=200):
    workshop = page.workshop
    names = [request.programme.slug, workshop.slug]
    context = {
        "workshop": workshop,
        "page": page,
        "form": form,
        "crumbs": crumbs_to(request, workshop, _("On the day")),
        "mark_url": reverse("workshops:attendance_mark", args=names),
    }
    return render(request, "workshops/attendance.html", context, status=status)


@require_POST
@for_its_person
def attendance_mark(request, slug):
    """One tick, sent by itself. The answer says what stands, whoever ticked last."""
    workshop = get_workshop_to_write(request, slug)
    people = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    person = people.filter(pk=as_key(request.POST.get("registration", ""))).first()
    slot = slot_of(request)
    wish = request.POST.get("mark")
    if person is None or slot is None or wish not in MARKS:
        message = _("This person is not on the list any more.")
        return JsonResponse({"message": message}, status=410)
    person.workshop = workshop
    try:
        mark = mark_attendance(
            person,
            day=slot.day,
            half=slot.half,
            is_present=MARKS[wish],
            at=ticked_at(request),
            by=request.user,
        )
    except AttendanceError as error:
        return JsonResponse({"message": str(error)}, status=422)
    return JsonResponse({"mark": mark_in_words(mark.is_present)})


def ticked_at(request):
    """When the device was ticked, in our time: its clock may be wrong, but not how long ago."""
    posted = [request.POST.get(name, "") for name in ("at", "sent")]
    if not all(text.isascii() and text.isdigit() and len(text) <= 13 for text in posted):
        return timezone.now()
    at, sent = map(int, posted)
    return timezone.now() - datetime.timedelta(milliseconds=max(sent - at, 0))


def slot_of(request):
    """The half-day that was posted; None if it is no such thing."""
    day, _dash, half = request.POST.get("half", "").rpartition("-")
    try:
        return HalfDaySlot.of(datetime.date.fromisoformat(day), half)
    except ValueError:
        return None


@require_POST
def attendance_save(request, slug):
    """The whole list as a form, for whoever has no script: only what was changed is marked."""
    workshop = get_workshop_to_write(request, slug)
    slot = slot_of(request)
    if slot is None or not is_its_person(request):
        messages.error(request, other_person_words(request) if slot else _("Choose a half-day."))
        return redirect(page_url(workshop, slot))
    people = Registration.objects.visible_to(request.user).filter(workshop=workshop)
    try:
        with transaction.atomic():
            count = sum(save_if_changed(request, workshop, person, slot) for person in people)
    except AttendanceError as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%(count)s mark is saved.", "%(count)s marks are saved.", count)
        messages.success(request, said % {"count": count})
    return redirect(page_url(workshop, slot))


def save_if_changed(request, workshop, person, slot):
    wish, shown = (request.POST.get(f"{name}-{person.pk}") for name in ("mark", "was"))
    if wish not in MARKS or wish == shown:
        return False
    person.workshop = workshop
    mark_attendance(
        person,
        day=slot.day,
        half=slot.half,
        is_present=MARKS[wish],
        at=timezone.now(),
        by=request.user,
    )
    return True


@require_POST
def attendance_guest(request, slug):
    """Somebody came unannounced: registered, and there."""
    workshop = get_workshop_to_write(request, slug)
    slot = slot_of(request)
    if slot is None:
        messages.error(request, _("Choose a half-day."))
        return redirect(page_url(workshop, slot))
    form = LateGuestForm(request.POST, instance=Registration(workshop=workshop))
    if form.is_valid():
        try:
            guest = register_late_guest(
                form.save(commit=False), day=slot.day, half=slot.half, by=request.user
            )
        except (AttendanceError, ValidationError) as error:
            said = error.messages if isinstance(error, ValidationError) else str(error)
            form.add_error(None, said)
        else:
            messages.success(request, _("%(person)s is on the list.") % {"person": guest.name})
            return redirect(page_url(workshop, slot))
    page = AttendancePage.of(workshop, request.seat, slot.key)
    return show(request, page, form, status=422)


def page_url(workshop, slot):
    url = reverse("workshops:attendance", args=[workshop.programme.slug, workshop.slug])
    return f"{url}?half={slot.key}" if slot else url
