"""Starting a programme."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.access import require, seats_of
from programme.accounts.factors import must_show_factor
from programme.forms.starting import StartForm
from programme.middleware import ask_for_second_factor
from programme.models import Programme
from programme.starting import may_start


@require_http_methods(["GET", "POST"])
def programme_start(request):
    """From scratch, or with pieces of another one: ``?copy=`` chooses it."""
    require(may_start(request.user))
    # Pieces of a programme that opens with a second factor alone may come along.
    if any(must_show_factor(request, seat) for seat in seats_of(request.user)):
        return ask_for_second_factor(request)
    wanted = request.GET.get("copy", "").replace("\0", "")
    source = Programme.objects.editable_by(request.user).filter(slug=wanted).first()
    form = StartForm(request.POST or None, request.FILES or None, user=request.user, source=source)
    if request.method == "POST" and form.is_valid():
        programme = form.start()
        messages.success(
            request,
            _("%(programme)s is started. Here is what comes first.") % {"programme": programme},
        )
        return redirect(programme)
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "programme/start.html", context, status=status)
