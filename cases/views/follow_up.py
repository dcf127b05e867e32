"""What became of the actions: the city says it after 6 and after 12 months."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases.access import visible_case
from cases.follow_up import Asked, follow_up_url
from cases.models import FOLLOW_UP_MONTHS
from cases.pages.follow_up import FollowUpPage
from cases.views.reading import crumbs_of
from programme.access import require


@require_http_methods(["GET", "POST"])
def follow_up(request, city, months):
    case = visible_case(request, city)
    if months not in FOLLOW_UP_MONTHS:
        raise Http404
    require(request.seat.edits(case.city) or request.seat.is_coordinator)
    if not case.is_shared:
        raise Http404
    page = FollowUpPage.of(case, months)
    if request.method == "POST" and page.asked.is_open:
        page.save(request.POST, by=request.user)
        if not page.errors:
            _say(request, page)
            return redirect(follow_up_url(case, months))
    context = page.as_context() | {"crumbs": crumbs_of(case, _("What became of the actions"))}
    status = 422 if page.errors else 200
    return render(request, "cases/follow_up.html", context, status=status)


def _say(request, page):
    if not page.saved:
        messages.info(request, _("Nothing was changed."))
        return
    if Asked.of(page.case, page.asked.months).is_done and not page.missing:
        messages.success(
            request, _("Saved. Every action has its answer: this date of the workplan is met.")
        )
        return
    messages.success(
        request,
        ngettext(
            "Saved. %(number)s action has no answer yet.",
            "Saved. %(number)s actions have no answer yet.",
            page.missing,
        )
        % {"number": page.missing},
    )
