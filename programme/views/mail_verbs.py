"""What is done about mails that have not left: one, those of an occasion, or all that are found."""

from collections import Counter

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import get_editable, require
from programme.forms.mails import MailFilter, MailWordsForm
from programme.mails import outbox_verbs
from programme.mails.holding import hold_everything, release_everything
from programme.mails.outbox import CAN_LEAVE, Letter
from programme.mails.outbox_editing import Marked, alike, edit_alike
from programme.mails.outbox_list import chosen, same_occasion
from programme.mails.outbox_verbs import MailError
from programme.models import Mail
from programme.views.mails import mails_of, mails_url

HELD = ngettext_lazy("%(n)s mail is held.", "%(n)s mails are held.", "n")
RELEASED = ngettext_lazy("%(n)s mail is no longer held.", "%(n)s mails are no longer held.", "n")
DISCARDED = ngettext_lazy("%(n)s mail is not sent.", "%(n)s mails are not sent.", "n")
SENT = ngettext_lazy(
    "%(n)s mail leaves within a minute.", "%(n)s mails leave within a minute.", "n"
)
LET_GO = ngettext_lazy(
    "%(n)s mail leaves when the mails of the programme go again.",
    "%(n)s mails leave when the mails of the programme go again.",
    "n",
)

SUBJECTS_NAMED = 20


@require_POST
def mails_hold(request):
    return done(request, outbox_verbs.hold, HELD)


@require_POST
def mails_release(request):
    return done(request, outbox_verbs.release, RELEASED)


@require_POST
def mails_discard(request):
    ask = _("Leave %(n)s mails unsent?"), _("Do not send them")
    return done(request, outbox_verbs.discard, DISCARDED, ask=ask)


@require_POST
def mails_send(request):
    waits = request.programme.mails_held_at is not None
    ask = _("Send %(n)s mails now?"), _("Send them now")
    return done(request, outbox_verbs.send_now, LET_GO if waits else SENT, ask=ask)


def done(request, service, sentence, ask=None):
    """Do it to what was ticked, or to all that the filter finds, and say what came too late.

    With ``ask``, a question and what agrees to it, several mails are named before: it cannot be
    undone.
    """
    require(request.seat.is_coordinator)
    mails = Mail.objects.editable_by(request.user).in_programme(request.programme)
    found = MailFilter(QueryDict(request.POST.get("filter", "")), mails=mails).apply(mails)
    if request.POST.get("all"):
        rows = list(found.filter(CAN_LEAVE))
    else:
        get = request.POST.getlist
        # Of an occasion that was ticked those that the filter showed.
        rows = chosen(found, keys=get("mail"), occasions=get("occasion"))
    if not rows:
        messages.error(request, _("Tick the mails first that you mean."))
        return redirect(way_back(request))
    if ask and len(rows) > 1 and not request.POST.get("sure"):
        return asked_again(request, rows, *ask)
    what = service(rows, by=request.user)
    if what.count:
        messages.success(request, sentence % {"n": what.count})
    if late := len(what.late):
        words = ngettext(
            "%(n)s mail has left meanwhile, or is in a state in which this means nothing.",
            "%(n)s mails have left meanwhile, or are in a state in which this means nothing.",
            late,
        )
        messages.error(request, words % {"n": late})
    return redirect(way_back(request))


def asked_again(request, rows, question, agree):
    """The page that names the mails; what was ticked is sent again with the answer."""
    fits = [row for row in rows if Letter(row).can_edit]
    context = {
        "heading": question % {"n": len(fits)},
        "agree": agree,
        "subjects": Counter(row.subject for row in fits).most_common(SUBJECTS_NAMED),
        "readers": sorted({row.name or row.address for row in fits}),
        "ticked": [
            (name, value)
            for name in ("mail", "occasion", "all", "filter", "back")
            for value in request.POST.getlist(name)
        ],
        "cancel_url": way_back(request),
    }
    return render(request, "programme/mail_confirm.html", context)


def way_back(request):
    """The page of the outbox from which it was done."""
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours and back.startswith(mails_url(request)) else mails_url(request)


@require_POST
def mails_hold_all(request):
    require(request.seat.is_coordinator)
    hold_everything(request.programme, by=request.user)
    messages.success(request, _("No mail of the programme leaves until you let them go again."))
    return redirect(mails_url(request))


@require_POST
def mails_release_all(request):
    require(request.seat.is_coordinator)
    release_everything(request.programme, by=request.user)
    messages.success(request, _("Mails leave again."))
    return redirect(mails_url(request))


@require_http_methods(["GET", "POST"])
def mail_edit(request, pk):
    """Other words for a mail, or for all of its occasion that say the same."""
    row = get_editable(mails_of(request), request.user, pk=pk)
    row.programme = request.programme
    words = Marked.of(row)
    unsent = same_occasion(mails_of(request), row).filter(CAN_LEAVE)
    same = alike(words, list(unsent))
    asked = {"words": words, "number": len(same), "reader": row.name or row.address}
    form = MailWordsForm(request.POST or None, **asked)
    status = 200
    if request.method == "POST":
        if not same:
            messages.error(request, _("This mail has left, or is no longer needed."))
            return redirect(row)
        if form.is_valid() and _save(request, form, row, same):
            return redirect(row)
        status = 422
    context = {
        "mail": row,
        "letter": Letter(row),
        "form": form,
        "words": words,
        # What the form showed: whoever comes second is told.
        "base": request.POST.get("base") or words.digest,
        "crumbs": [
            (_("Mails"), mails_url(request)),
            (row.subject, row.get_absolute_url()),
            (_("Change the words"), ""),
        ],
    }
    return render(request, "programme/mail_edit.html", context, status=status)


def _save(request, form, row, same):
    """Whether the words were written; otherwise the form says why not."""
    if request.POST.get("base") != form.words.digest:
        form.add_error(
            None,
            _(
                "Somebody changed the words of this mail while you were writing. They stand on"
                " the page of the mail now. Save again to put yours in their place."
            ),
        )
        # What stands there now counts as shown, so saving again is a decision.
        request.POST = request.POST.copy()
        request.POST["base"] = form.words.digest
        return False
    given = form.cleaned_data
    rows = same if form.is_for_all else [row]
    try:
        edited = edit_alike(
            rows, form.words, subject=given["subject"], body=given["body"], by=request.user
        )
    except MailError as error:
        form.add_error(None, str(error))
        return False
    said = ngettext(
        "%(n)s mail has the new words.", "%(n)s mails have the new words.", edited.count
    )
    messages.success(request, said % {"n": edited.count})
    if edited.late:
        late = ngettext(
            "%(n)s mail had left meanwhile.", "%(n)s mails had left meanwhile.", edited.late
        )
        messages.error(request, late % {"n": edited.late})
    return True
