"""Slots and tables. A change that concerns meetings is shown before it is applied."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import get_editable
from workshops.forms.meetings.session import SlotForm, TableForm
from workshops.matchmaking.setup_page import effect_sentences
from workshops.matchmaking.times import choice_b_of, place_in_time
from workshops.models import MeetingSlot, MeetingTable
from workshops.services.meetings import slots, tables
from workshops.services.meetings.rows import MeetingError
from workshops.views.meetings.session import get_session_to_run, session_url
from workshops.views.workshops import crumbs_to, get_workshop


def get_part_to_run(model, request, slug, pk):
    """A slot or a table of the session: 404 if invisible, 403 if only readable."""
    workshop = get_workshop(request, slug)
    row = get_editable(
        model.objects.select_related("session"), request.user, session__workshop=workshop, pk=pk
    )
    row.session.workshop = workshop
    return row


def form_page(request, workshop, form, *, heading, preview=None, remove_url=""):
    context = {
        "workshop": workshop,
        "form": form,
        "heading": heading,
        "preview": preview,
        "remove_url": remove_url,
        "cancel_url": session_url(workshop),
        "crumbs": crumbs_to(
            request, workshop, (_("Set up the meetings"), "meeting_session"), heading
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/meetings/part_form.html", context, status=status)


def refuse(form, error):
    """Put why a service refused into the form."""
    words = error.messages if isinstance(error, ValidationError) else str(error)
    form.add_error(None, words)


def saved(request, workshop, anchor):
    messages.success(request, _("Saved."))
    return redirect(f"{session_url(workshop)}#{anchor}")


def add(request, session, form, verb, *, heading, anchor):
    if request.method == "POST" and form.is_valid():
        try:
            verb(session, **form.cleaned_data, by=request.user)
            return saved(request, session.workshop, anchor)
        except (MeetingError, ValidationError) as error:
            refuse(form, error)
    return form_page(request, session.workshop, form, heading=heading)


def change(request, part, form, effect_of, verb, *, heading, anchor, remove_url):
    """First what follows from the change, then, sent again, the change itself."""
    workshop, preview = part.session.workshop, None
    if request.method == "POST" and form.is_valid():
        try:
            preview = effect_sentences(effect_of(form.cleaned_data))
            if request.POST.get("previewed") == preview.mark or not preview.sentences:
                verb(part, **form.cleaned_data, by=request.user)
                return saved(request, workshop, anchor)
        except (MeetingError, ValidationError) as error:
            refuse(form, error)
            preview = None
    return form_page(
        request, workshop, form, heading=heading, preview=preview, remove_url=remove_url
    )


def remove(request, part, effect, verb, *, heading, label):
    """Ask once more, naming what becomes of the meetings; then take it off."""
    workshop = part.session.workshop
    if request.method == "POST":
        try:
            verb(part, by=request.user)
        except MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It was taken off."))
        return redirect(session_url(workshop))
    context = {
        "heading": heading,
        "lost": effect_sentences(effect).sentences or [_("No meeting stands there.")],
        "action_label": label,
        "cancel_url": session_url(workshop),
    }
    return render(request, "clusnet/confirm.html", context)


@require_http_methods(["GET", "POST"])
def slot_create(request, slug):
    session = get_session_to_run(request, slug)
    item = choice_b_of(session.workshop)
    initial = {"day": item.day if item else None}
    form = SlotForm(request.POST or None, workshop=session.workshop, initial=initial)
    return add(request, session, form, slots.add_slot, heading=_("Add a slot"), anchor="slots")


@require_http_methods(["GET", "POST"])
def slot_edit(request, slug, pk):
    slot = get_part_to_run(MeetingSlot, request, slug, pk)
    workshop = slot.session.workshop
    # The form writes on a row of its own: the sentences speak of the slot as it is.
    own = MeetingSlot(pk=slot.pk, day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at)
    return change(
        request,
        slot,
        SlotForm(request.POST or None, instance=own, workshop=workshop),
        lambda wanted: slots.effect_of_slot_move(slot, **wanted),
        slots.move_slot,
        heading=_("Slot %(slot)s") % {"slot": place_in_time(slot)},
        anchor="slots",
        remove_url=session_url(workshop, "slot_remove", slot.pk),
    )


@require_http_methods(["GET", "POST"])
def slot_remove(request, slug, pk):
    slot = get_part_to_run(MeetingSlot, request, slug, pk)
    return remove(
        request,
        slot,
        slots.effect_of_slot_removal(slot),
        slots.remove_slot,
        heading=_("Take off the slot %(slot)s?") % {"slot": place_in_time(slot)},
        label=_("Take off the slot"),
    )


@require_http_methods(["GET", "POST"])
def table_create(request, slug):
    session = get_session_to_run(request, slug)
    numbers = session.tables.values_list("number", flat=True)
    form = TableForm(request.POST or None, initial={"number": max(numbers, default=0) + 1})
    return add(request, session, form, tables.add_table, heading=_("Add a table"), anchor="tables")


@require_http_methods(["GET", "POST"])
def table_edit(request, slug, pk):
    table = get_part_to_run(MeetingTable, request, slug, pk)
    own = MeetingTable(pk=table.pk, number=table.number, seats=table.seats, name=table.name)
    return change(
        request,
        table,
        TableForm(request.POST or None, instance=own),
        lambda wanted: tables.effect_of_table_change(table, seats=wanted["seats"]),
        tables.change_table,
        heading=str(table),
        anchor="tables",
        remove_url=session_url(table.session.workshop, "table_remove", table.pk),
    )


@require_http_methods(["GET", "POST"])
def table_remove(request, slug, pk):
    table = get_part_to_run(MeetingTable, request, slug, pk)
    return remove(
        request,
        table,
        tables.effect_of_table_removal(table),
        tables.remove_table,
        heading=_("Take off %(table)s?") % {"table": table},
        label=_("Take off the table"),
    )
