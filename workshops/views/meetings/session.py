"""Setting up the meetings of choice B: the session, its slots, tables and interpreters."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import get_editable, get_visible, require
from workshops.access import runs
from workshops.forms.meetings.session import (
    InterpretersForm,
    SessionCreateForm,
    SessionForm,
    SlotForm,
    TableForm,
)
from workshops.matchmaking.setup_page import SetupPage, effect_sentences
from workshops.matchmaking.times import choice_b_of, place_in_time
from workshops.models import MatchMode, MeetingSlot, MeetingTable, NetworkingSession
from workshops.services.meetings import slots as services
from workshops.services.meetings.rows import MeetingError
from workshops.services.meetings.session import (
    change_session,
    close_requests,
    create_session,
    open_session,
    set_interpreters,
)
from workshops.views.agenda import get_workshop_to_write
from workshops.views.workshops import crumbs_to, get_workshop


def session_url(workshop, name="meeting_session", *args):
    return reverse(f"workshops:{name}", args=[workshop.programme.slug, workshop.slug, *args])


def get_session_to_run(request, slug):
    """The session of the workshop of the address: 403 for whoever does not arrange it, 404
    where there is none yet."""
    workshop = get_workshop(request, slug)
    require(runs(request.seat, workshop))
    session = get_visible(NetworkingSession, request.user, workshop=workshop)
    session.workshop = workshop
    return session


def get_part_to_run(model, request, slug, pk):
    """A slot or a table of the session: 404 if invisible, 403 if only readable."""
    workshop = get_workshop(request, slug)
    row = get_editable(
        model.objects.select_related("session"), request.user, session__workshop=workshop, pk=pk
    )
    row.session.workshop = workshop
    return row


@require_http_methods(["GET", "POST"])
def meeting_session(request, slug):
    """The set-up; where there is none yet, its first form."""
    workshop = get_workshop_to_write(request, slug)
    session = NetworkingSession.objects.editable_by(request.user).filter(workshop=workshop).first()
    if session is None:
        return _create(request, workshop)
    session.workshop = workshop
    form = session_form(session, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_session(session, form.changed_values(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(session_url(workshop))
    return _setup(request, session, form=form, status=422 if form.errors else 200)


def session_form(session, data=None):
    last = session.slots.order_by("day").last() if data else None
    return SessionForm(data, instance=session, last_day=last.day if last else None)


def _create(request, workshop):
    item = choice_b_of(workshop)
    form = SessionCreateForm(
        request.POST or None,
        initial={"mode": MatchMode.PICK},
        last_day=item.day if item else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            create_session(workshop, form.layout(), by=request.user, **form.settings())
        except MeetingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meetings are set up. Look at slots and tables."))
            return redirect(session_url(workshop))
    context = {
        "workshop": workshop,
        "item": item,
        "item_in_words": place_in_time(item) if item else "",
        "form": form,
        "page": SetupPage.before(workshop),
        "crumbs": crumbs_to(request, workshop, _("Set up the meetings")),
    }
    status = 422 if form.errors else 200
    return render(request, "workshops/meetings/session_create.html", context, status=status)


def _setup(request, session, *, form=None, interpreters=None, status=200):
    page = SetupPage.of(session)
    missing = next((line.language for line in page.interpreters if not line.number), "")
    context = {
        "workshop": session.workshop,
        "session": session,
        "page": page,
        "form": form or session_form(session),
        "interpreters": interpreters or InterpretersForm(initial={"language": missing}),
        "crumbs": crumbs_to(request, session.workshop, _("Set up the meetings")),
    }
    return render(request, "workshops/meetings/session.html", context, status=status)


def _do(request, session, verb, said):
    """Do something to the session and go back to its page, with why it was refused if it was."""
    try:
        verb(session, by=request.user)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(session_url(session.workshop))


@require_POST
def session_open(request, slug):
    said = _("Requests are open. Everybody with a place in choice B is told by mail.")
    return _do(request, get_session_to_run(request, slug), open_session, said)


@require_POST
def session_close(request, slug):
    said = _("Requests are closed. What was asked can still be answered.")
    return _do(request, get_session_to_run(request, slug), close_requests, said)


@require_POST
def slots_follow(request, slug):
    said = _("The slots moved along with choice B, and their meetings with them.")
    return _do(request, get_session_to_run(request, slug), services.move_slots_along, said)


@require_POST
def interpreters_set(request, slug):
    session = get_session_to_run(request, slug)
    form = InterpretersForm(request.POST)
    if not form.is_valid():
        return _setup(request, session, interpreters=form, status=422)
    wanted = form.cleaned_data
    set_interpreters(session, wanted["language"], wanted["number"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect(f"{session_url(session.workshop)}#interpreters")


# Slots and tables: a change that concerns meetings is shown before it is applied.


def _form_page(request, workshop, form, heading, *, preview=None, remove_url="", status=200):
    context = {
        "workshop": workshop,
        "form": form,
        "heading": heading,
        "preview": preview,
        "remove_url": remove_url,
        "cancel_url": session_url(workshop),
        "crumbs": crumbs_to(request, workshop, heading),
    }
    return render(request, "workshops/meetings/part_form.html", context, status=status)


def _refuse(form, error):
    """Put why a service refused into the form."""
    if isinstance(error, ValidationError):
        form.add_error(None, error.messages)
    else:
        form.add_error(None, str(error))


def _saved(request, workshop, anchor):
    messages.success(request, _("Saved."))
    return redirect(f"{session_url(workshop)}#{anchor}")


@require_http_methods(["GET", "POST"])
def slot_create(request, slug):
    session = get_session_to_run(request, slug)
    item = choice_b_of(session.workshop)
    form = SlotForm(
        request.POST or None, workshop=session.workshop, initial={"day": item.day if item else None}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.add_slot(session, **form.cleaned_data, by=request.user)
            return _saved(request, session.workshop, "slots")
        except (MeetingError, ValidationError) as error:
            _refuse(form, error)
    status = 422 if form.errors else 200
    return _form_page(request, session.workshop, form, _("Add a slot"), status=status)


@require_http_methods(["GET", "POST"])
def slot_edit(request, slug, pk):
    """Another time: first what follows from it, then, asked again, the change."""
    slot = get_part_to_run(MeetingSlot, request, slug, pk)
    workshop = slot.session.workshop
    # The form writes on a row of its own: the sentences speak of the slot as it is.
    own = MeetingSlot(pk=slot.pk, day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at)
    form = SlotForm(request.POST or None, instance=own, workshop=workshop)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            effect = services.effect_of_slot_move(slot, **form.cleaned_data)
            preview = effect_sentences(effect)
            if request.POST.get("previewed") == preview.mark or not preview.sentences:
                services.move_slot(slot, **form.cleaned_data, by=request.user)
                return _saved(request, workshop, "slots")
        except (MeetingError, ValidationError) as error:
            _refuse(form, error)
            preview = None
    return _form_page(
        request,
        workshop,
        form,
        _("Slot %(slot)s") % {"slot": place_in_time(slot)},
        preview=preview,
        remove_url=session_url(workshop, "slot_remove", slot.pk),
        status=422 if form.errors else 200,
    )


def _removal(request, part, effect, remove, *, heading, label):
    """Ask once more, naming what becomes of the meetings; then take it off."""
    workshop = part.session.workshop
    if request.method == "POST":
        try:
            remove(part, by=request.user)
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
def slot_remove(request, slug, pk):
    slot = get_part_to_run(MeetingSlot, request, slug, pk)
    return _removal(
        request,
        slot,
        services.effect_of_slot_removal(slot),
        services.remove_slot,
        heading=_("Take off the slot %(slot)s?") % {"slot": place_in_time(slot)},
        label=_("Take off the slot"),
    )


@require_http_methods(["GET", "POST"])
def table_create(request, slug):
    session = get_session_to_run(request, slug)
    numbers = session.tables.values_list("number", flat=True)
    form = TableForm(request.POST or None, initial={"number": max(numbers, default=0) + 1})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_table(session, **form.cleaned_data, by=request.user)
            return _saved(request, session.workshop, "tables")
        except (MeetingError, ValidationError) as error:
            _refuse(form, error)
    status = 422 if form.errors else 200
    return _form_page(request, session.workshop, form, _("Add a table"), status=status)


@require_http_methods(["GET", "POST"])
def table_edit(request, slug, pk):
    table = get_part_to_run(MeetingTable, request, slug, pk)
    workshop = table.session.workshop
    own = MeetingTable(pk=table.pk, number=table.number, seats=table.seats, name=table.name)
    form = TableForm(request.POST or None, instance=own)
    preview = None
    if request.method == "POST" and form.is_valid():
        effect = services.effect_of_table_change(table, seats=form.cleaned_data["seats"])
        preview = effect_sentences(effect)
        if request.POST.get("previewed") == preview.mark or not preview.sentences:
            try:
                services.change_table(table, **form.cleaned_data, by=request.user)
                return _saved(request, workshop, "tables")
            except (MeetingError, ValidationError) as error:
                _refuse(form, error)
                preview = None
    return _form_page(
        request,
        workshop,
        form,
        str(table),
        preview=preview,
        remove_url=session_url(workshop, "table_remove", table.pk),
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def table_remove(request, slug, pk):
    table = get_part_to_run(MeetingTable, request, slug, pk)
    return _removal(
        request,
        table,
        services.effect_of_table_removal(table),
        services.remove_table,
        heading=_("Take off %(table)s?") % {"table": table},
        label=_("Take off the table"),
    )
