"""Which cluster a case is about, and at which workshop it is discussed."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.services.holding import held
from cases.services.refusals import CaseMoveError
from programme.editing import save_recorded
from programme.models import User


@transaction.atomic
def change_frame(case: Case, form: "forms.ModelForm[Case]", *, by: User) -> None:
    """Save a valid form of the frame. Raises CaseMoveError once the case is distributed."""
    if held(case).is_shared:
        raise CaseMoveError(_("The case is distributed, so its frame is fixed."))
    save_recorded(
        form,
        "case_edited",
        _("Cluster or workshop of the case %(case)s was changed.") % {"case": case},
        by=by,
        programme=case.programme,
        city=case.city,
    )
