"""Giving a case back to its city."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import services
from cases.access import movable_case
from cases.forms.returning import ReturnForm
from cases.locks import locks_of
from cases.models import CaseStatus
from cases.progress import progress_of
from cases.views.reading import crumbs_of


@require_http_methods(["GET", "POST"])
def case_return(request, city):
    case = movable_case(request, city, CaseStatus.RETURNED)
    data = request.POST if request.method == "POST" else None
    form = ReturnForm(data, case=case, locks=locks_of(case))
    if request.method == "POST" and form.is_valid():
        try:
            services.return_case(
                case,
                by=request.user,
                remark=form.cleaned_data["remark"],
                section_remarks=form.section_remarks,
                locks=form.locks,
            )
        except services.CaseMoveError as error:
            # The page keeps the remark: somebody else was quicker, and the words may be wanted.
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The case is back with %(city)s.") % {"city": case.city})
            return redirect(case)
    if request.method == "GET" and not case.can_become(CaseStatus.RETURNED):
        messages.error(request, services.why_not(case, CaseStatus.RETURNED))
        return redirect(case)
    context = {
        "form": form,
        "parts": form.parts(progress_of([case])[case.pk]),
        "case": case,
        "crumbs": crumbs_of(case, _("Return")),
    }
    return render(request, "cases/case_return.html", context, status=422 if form.errors else 200)
