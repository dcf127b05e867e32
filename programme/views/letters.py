"""The words of the mails: all kinds, and the form and preview of one."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from programme.forms.letters import LetterForm
from programme.letters.kinds import LETTERS, LetterKind
from programme.letters.own import (
    OtherWordsError,
    digest_of_words,
    example_of,
    locked_words,
    post_test,
    reset_words,
    save_words,
    usual_words,
    words_now,
)
from programme.letters.reading import values_in
from programme.letters.writing import Template, Written
from programme.mails.outbox import with_own_links
from programme.mails.secret_links import hide_secrets
from programme.models import Mail, MailTemplate
from programme.models.mail import LEFT
from programme.views.mails import mails_url, zone_name

# So many of the last mails are tried for a preview.
RECENT = 5


@dataclass(frozen=True)
class Row:
    """One kind of mail in the list."""

    kind: LetterKind
    own: MailTemplate | None
    left: int


@require_GET
def letter_list(request):
    """All kinds of mails by what they belong to."""
    require(request.seat.is_staff)
    programme = request.programme
    rows = MailTemplate.objects.visible_to(request.user).in_programme(programme)
    own = {row.kind: row for row in rows.select_related("changed_by")}
    mails = Mail.objects.visible_to(request.user).in_programme(programme).order_by()
    counted = mails.filter(status__in=LEFT).values("kind").annotate(number=Count("pk"))
    left = {row["kind"]: row["number"] for row in counted}
    kinds = sorted(LETTERS.values(), key=lambda kind: (str(kind.group), str(kind.label)))
    found = [Row(kind, own.get(kind.key), left.get(kind.key, 0)) for kind in kinds]
    context = {
        "groups": [
            (group, list(some)) for group, some in groupby(found, key=lambda row: row.kind.group)
        ],
        "changed": len([row for row in found if row.own]),
        "number": len(found),
        "crumbs": [(_("Mails"), mails_url(request)), (_("Words of mails"), "")],
    }
    return render(request, "programme/letters.html", context)


@require_http_methods(["GET", "POST"])
def letter(request, kind):
    """The words of one kind: staff see them, the coordinator changes them."""
    found = kind_of(request, kind)
    if request.method == "POST":
        require(request.seat.is_coordinator)
        form = save(request, found)
        if form.is_valid():
            messages.success(request, _("Saved. Mails of this kind have these words from now on."))
            return redirect(letter_url(request, found))
        return letter_page(request, found, form, status=422)
    form = LetterForm(instance=words_now(request.programme, found), kind=found)
    return letter_page(request, found, form)


def save(request, kind):
    """The form, saved if it was valid."""
    with transaction.atomic():
        row = locked_words(request.programme, kind)
        row.programme = request.programme
        before = {"subject": row.subject, "body": row.body}
        form = LetterForm(request.POST, instance=row, kind=kind)
        if form.is_valid():
            save_words(form.save(commit=False), kind, before, by=request.user)
        else:
            transaction.set_rollback(True)
    return form


def letter_page(request, kind, form, *, previews=None, status=200):
    row = words_now(request.programme, kind)
    shown = form if form.is_bound else None
    subject = shown["subject"].value() if shown else row.subject
    body = shown["body"].value() if shown else row.body
    context = {
        "kind": kind,
        "form": form,
        "words": row,
        "is_own": not row._state.adding,
        "shown": digest_of_words(row),
        "usual": usual_words(request.programme, kind),
        "previews": previews or previews_of(request, kind, subject or "", body or ""),
        "can_edit": request.seat.is_coordinator,
        "mails": f"{mails_url(request)}?kind={kind.key}",
        "crumbs": [
            (_("Mails"), mails_url(request)),
            (_("Words of mails"), reverse("programme:letters", args=[request.programme.slug])),
            (kind.label, ""),
        ],
        "zone": zone_name(),
    }
    return render(request, "programme/letter.html", context, status=status)


@require_POST
def letter_preview(request, kind):
    """How the typed words read: as a fragment while somebody types, or as the whole page."""
    found = kind_of(request, kind)
    require(request.seat.is_coordinator)
    form = LetterForm(request.POST, instance=words_now(request.programme, found), kind=found)
    if not request.htmx:
        return letter_page(request, found, form)
    subject, body = form["subject"].value() or "", form["body"].value() or ""
    context = {
        "form": form,
        "kind": found,
        "previews": previews_of(request, found, subject, body),
        "looks": "looks" in request.POST,
    }
    return render(request, "programme/_letter_preview.html", context)


@dataclass(frozen=True)
class Preview:
    """A mail as it would read."""

    label: str
    written: Written

    @property
    def html(self):
        return with_own_links(self.written.body)


def previews_of(request, kind, subject, body):
    """With the examples, and for the last mail of the kind, if it can be told what stood in it."""
    programme = request.programme
    found = [Preview(_("With the examples"), example_of(programme, kind, subject, body))]
    words = Template(programme, kind.key, subject, body)
    if real := last_values(request, kind):
        mail, values = real
        said = words.write(values)
        label = _("As the last one would have read, to %(reader)s")
        label %= {"reader": mail.name or mail.address}
        found.append(Preview(label, Written(said.subject, hide_secrets(said.body))))
    return found


def last_values(request, kind):
    mails = Mail.objects.visible_to(request.user).in_programme(request.programme)
    now = Template.of(request.programme, kind.key)
    for mail in mails.filter(kind=kind.key, edited_at=None).defer("calendar")[:RECENT]:
        if (values := values_in(mail, now)) is not None:
            return mail, values
    return None


@require_POST
def letter_reset(request, kind):
    found = kind_of(request, kind)
    require(request.seat.is_coordinator)
    try:
        reset_words(request.programme, found, by=request.user, shown=request.POST.get("shown"))
    except OtherWordsError:
        words = _(
            "Somebody changed the words of this mail meanwhile: they stand here now. Nothing was"
            " taken back."
        )
        messages.error(request, words)
    else:
        messages.success(request, _("This mail has its usual words again."))
    return redirect(letter_url(request, found))


@require_POST
def letter_test(request, kind):
    """What is typed, with the examples, to oneself; nothing is saved."""
    found = kind_of(request, kind)
    require(request.seat.is_coordinator)
    form = LetterForm(request.POST, instance=words_now(request.programme, found), kind=found)
    if not form.is_valid():
        return letter_page(request, found, form, status=422)
    given = form.cleaned_data
    post_test(request.programme, found, given["subject"], given["body"], to=request.user)
    words = {"address": request.user.email}
    messages.success(
        request,
        _("A test is on its way to %(address)s. The words below are not saved yet.") % words,
    )
    return letter_page(request, found, form)


def kind_of(request, key):
    require(request.seat.is_staff)
    if key not in LETTERS:
        raise Http404
    return LETTERS[key]


def letter_url(request, kind):
    return reverse("programme:letter", args=[request.programme.slug, kind.key])
