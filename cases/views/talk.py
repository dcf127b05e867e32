"""Comments on a draft. The fragment stands beside what it speaks of; the page shows them all."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.access import draft_case
from cases.services.commented import CommentedCase
from cases.views.reading import crumbs_of
from programme.writing.comments.pages import CommentPages


@require_GET
def comment_list(request, city):
    return _comments(request, city).show()


@require_POST
def comment_create(request, city):
    return _comments(request, city).create()


@require_POST
def comment_change(request, city, pk):
    return _comments(request, city).change(pk)


@require_POST
def comment_withdraw(request, city, pk):
    return _comments(request, city).withdraw(pk)


@require_POST
def comment_resolve(request, city, pk):
    return _comments(request, city).resolve(pk)


@require_POST
def comment_reopen(request, city, pk):
    return _comments(request, city).reopen(pk)


def _comments(request, city):
    case = draft_case(request, city)
    context = {"case": case, "crumbs": crumbs_of(case, _("Comments"))}
    return CommentPages(request, CommentedCase(case), "cases/comment_list.html", context)
