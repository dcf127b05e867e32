"""What the coordinator does about an address from which mails came back."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme.access import get_editable
from programme.mails.bounces import try_address_again
from programme.models import Mail


@require_POST
def mail_try_address(request, pk):
    """Write to the reader again: this mail, those that were held for it, and all to come."""
    mails = Mail.objects.visible_to(request.user).in_programme(request.programme)
    mail = get_editable(mails.select_related("programme", "user"), request.user, pk=pk)
    try_address_again(mail, by=request.user)
    messages.success(request, _("The address is tried again within a minute."))
    return redirect(mail)
