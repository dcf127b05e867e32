"""Moving the items of an agenda: by dragging, by keys or by a small form, all through these."""

import time

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.access import get_editable
from workshops.agendas.board import Board
from workshops.agendas.positions import Position
from workshops.forms import MoveForm
from workshops.models import AgendaItem
from workshops.services import AgendaError
from workshops.services.agenda_items import (
    Move,
    duplicate_item,
    move_item,
    put_back_item,
    undo_moves,
)
from workshops.views.agenda import LAST_MOVE, agenda_url, get_workshop_to_write, render_editor
from workshops.views.workshops import get_workshop


def get_item_to_write(request, slug, pk):
    """An item of the workshop of the address: 404 if invisible, 403 if only readable."""
    workshop = get_workshop(request, slug)
    item = get_editable(AgendaItem, request.user, workshop=workshop, pk=pk)
    item.workshop = workshop
    return item


@require_POST
def item_move(request, slug, pk):
    """Give an item another day or other times."""
    item = get_item_to_write(request, slug, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refuse(request, item.workshop, form.why_not, pk=pk)
    wanted = form.cleaned_data
    try:
        moves = move_item(
            item,
            day=wanted["day"],
            starts_at=wanted["starts_at"],
            ends_at=wanted["ends_at"],
            with_following=wanted["with_following"],
            base=wanted["base"],
            by=request.user,
        )
    except AgendaError as error:
        return refuse(request, item.workshop, str(error), pk=pk)
    if not moves:
        return answer(request, item.workshop, pk, note=_("It stands there already."))
    remember(request, item.workshop, moves, item.title)
    return answer(request, item.workshop, pk)


@require_POST
def moves_undo(request, slug):
    """Bring back what the person moved last, unless somebody has moved it on."""
    workshop = get_workshop_to_write(request, slug)
    last = request.session.get(LAST_MOVE, {})
    if last.get("workshop") != workshop.pk or last.get("key") != request.POST.get("key"):
        return refuse(request, workshop, _("There is nothing more to undo."))
    moves = [
        Move(pk, Position.parse(before), Position.parse(after))
        for pk, before, after in last["moves"]
    ]
    try:
        undone = undo_moves(workshop, moves, by=request.user)
    except AgendaError as error:
        del request.session[LAST_MOVE]
        return refuse(request, workshop, str(error))
    remember(request, workshop, undone, last["title"], is_undo=not last["is_undo"])
    return answer(request, workshop, undone[0].pk)


def remember(request, workshop, moves, title, *, is_undo=False):
    """Keep in the session what was moved, and the sentence that says so."""
    sentence = _("Saved. “%(item)s” is on %(position)s.")
    request.session[LAST_MOVE] = {
        "workshop": workshop.pk,
        # An older page must not undo a newer move.
        "key": get_random_string(8),
        "at": time.time(),
        "item": moves[0].pk,
        "title": title,
        "said": sentence % {"item": title, "position": moves[0].after.in_words},
        "is_undo": is_undo,
        "moves": [[move.pk, str(move.before), str(move.after)] for move in moves],
    }


def answer(request, workshop, pk, *, note=""):
    """htmx gets the board anew; others the page, at the item."""
    if request.htmx:
        return render_editor(request, Board.of(workshop, request.seat), note=note)
    if note:
        messages.info(request, note)
    return redirect(f"{agenda_url(workshop)}#item-{pk}")


def refuse(request, workshop, why, *, pk=None):
    """The board as it is now, and why nothing was moved; a form keeps what was typed in it."""
    names = ("day", "starts_at", "ends_at", "with_following")
    typed = {name: request.POST.get(name, "") for name in names} | {"item": pk}
    # A drag has typed nothing: it is simply not there.
    refused = typed if pk and ("typed" in request.POST or not request.htmx) else None
    board = Board.of(workshop, request.seat)
    return render_editor(request, board, error=why, refused=refused, status=422)


@require_POST
@transaction.atomic
def item_duplicate(request, slug, pk):
    item = get_item_to_write(request, slug, pk)
    try:
        second = duplicate_item(item, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
        return redirect(agenda_url(item.workshop))
    messages.success(request, _("This is the second one, right after the first. Change it here."))
    args = [request.programme.slug, slug, second.pk]
    return redirect(reverse("workshops:item_edit", args=args))


@require_POST
@transaction.atomic
def item_put_back(request, slug, pk):
    item = get_item_to_write(request, slug, pk)
    try:
        put_back_item(item, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%(item)s” is on the agenda again.") % {"item": item.title})
    return redirect(agenda_url(item.workshop))
