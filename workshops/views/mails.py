"""What was written to whom about one workshop."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.models import Mail
from programme.views.mails import MailsPlace, mails_page
from workshops.views.workshops import crumbs_to, get_workshop


@require_GET
def workshop_mails(request, slug):
    workshop = get_workshop(request, slug)
    mails = Mail.objects.visible_to(request.user).about(workshop.source_prefix)
    heading = _("Mails about %(workshop)s") % {"workshop": workshop.title}
    place = MailsPlace(mails, heading, crumbs_to(request, workshop, _("Mails")))
    return mails_page(request, place)
