"""Comments on a draft. The fragment stands beside what it speaks of; the page shows them all."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import services
from cases.access import draft_case
from cases.forms.talk import LONGEST_QUOTE, CommentChangeForm, CommentForm
from cases.models import COMMENT_PLACES, Comment
from cases.outline import SECTION_BY_KEY
from cases.talk import Refused, comments_of
from cases.views.reading import crumbs_of
from cases.views.ways import page_before
from programme.access import get_editable, require


@require_GET
def comment_list(request, city):
    about, place = request.GET.get("about", ""), request.GET.get("on", "")
    return _page(
        request,
        draft_case(request, city),
        about=about if about in COMMENT_PLACES else "",
        place=place if place in COMMENT_PLACES else "",
        quote=request.GET.get("quote", "")[:LONGEST_QUOTE],
    )


@require_POST
def comment_create(request, city):
    case = draft_case(request, city)
    form, said = CommentForm(request.POST, case=case, user=request.user), None
    if form.is_valid():
        try:
            said = services.add_comment(case, by=request.user, **form.cleaned_data)
        except services.CommentSettled as error:
            form.add_error(None, str(error))
    if form.errors:
        return _answer(request, case, refused=Refused(form))
    return _answer(request, case, done=_("Your comment is saved."), said=said)


@require_POST
def comment_change(request, city, pk):
    case, comment = _own_comment(request, city, pk)
    form = CommentChangeForm(request.POST)
    if form.is_valid():
        try:
            services.change_comment(comment, by=request.user, text=form.cleaned_data["text"])
        except services.CommentSettled as error:
            form.add_error(None, str(error))
    if form.errors:
        return _answer(request, case, refused=Refused(form, changing=comment.pk))
    return _answer(request, case, done=_("Your comment is changed."), said=comment)


@require_POST
def comment_withdraw(request, city, pk):
    case, comment = _own_comment(request, city, pk)
    try:
        services.withdraw_comment(comment, by=request.user)
    except services.CommentSettled as error:
        messages.error(request, str(error))
        return _answer(request, case)
    return _answer(request, case, done=_("Your comment is withdrawn."))


@require_POST
def comment_resolve(request, city, pk):
    done = _("The comment is marked as resolved.")
    return _mark(request, city, pk, services.resolve_comment, done)


@require_POST
def comment_reopen(request, city, pk):
    return _mark(request, city, pk, services.reopen_comment, _("The comment is open again."))


def _mark(request, city, pk, service, done):
    case = draft_case(request, city)
    comment = get_editable(Comment, request.user, case=case, pk=pk, parent=None)
    try:
        service(comment, by=request.user)
    except services.CommentSettled as error:
        messages.error(request, str(error))
        return _answer(request, case)
    return _answer(request, case, done=done)


def _own_comment(request, city, pk):
    """404 unseen, 403 for those who read what another said."""
    case = draft_case(request, city)
    comment = get_editable(Comment, request.user, case=case, pk=pk)
    require(comment.author_id == request.user.pk)
    comment.case = case
    return case, comment


def _answer(request, case, *, done="", refused=None, said=None):
    """The fragment for htmx; otherwise back to the page, or the words again if they failed.

    Both lead to the comment that was ``said``: a page may be long, and the keyboard goes on there.
    """
    section = SECTION_BY_KEY.get(request.POST.get("section", ""))
    place = request.POST.get("place", "")
    place = place if place in COMMENT_PLACES else ""
    if done:
        messages.success(request, done)
    if request.htmx:
        talk = comments_of(case, section, reader=request.user, place=place, refused=refused)
        context = {
            "talk": talk,
            "case": case,
            "next": request.POST.get("next", ""),
            "just_said": said,
        }
        status = 422 if refused else 200
        return render(request, "cases/_comments.html", context, status=status)
    if refused:
        return _page(request, case, section=section, refused=refused)
    url = reverse("cases:comments", args=[case.programme.slug, case.city.slug])
    back = page_before(request, url)
    return redirect(f"{back}#comment-{said.pk}" if said and "#" not in back else back)


def _page(request, case, *, section=None, refused=None, **chosen):
    talk = comments_of(case, section, reader=request.user, refused=refused, **chosen)
    url = reverse("cases:comments", args=[case.programme.slug, case.city.slug])
    context = {
        "case": case,
        "talk": talk,
        "next": f"{url}?on={talk.place}" if talk.place else url,
        "crumbs": crumbs_of(case, _("Comments")),
    }
    status = 422 if refused else 200
    return render(request, "cases/comment_list.html", context, status=status)
