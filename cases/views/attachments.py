"""Files of a case. They leave the server here and nowhere else."""

import logging

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cases import services
from cases.access import visible_case
from cases.forms.attachments import AttachmentForm
from cases.models import Attachment
from cases.moves import writes_for
from cases.views.reading import crumbs_of
from programme.access import get_visible, require
from programme.stored_files import NO_ROOM, handed_out

logger = logging.getLogger(__name__)

LOST = gettext_lazy("The file “%(name)s” is gone for good; you would have to upload it again.")
KEPT = gettext_lazy(
    "The file “%(name)s” leaves the text that is being written. The edition that has it keeps it."
)


@require_safe
def attachment_download(request, city, pk):
    case = visible_case(request, city)
    attachment = get_visible(Attachment, request.user, case=case, pk=pk)
    return handed_out(attachment.file, name=attachment.name, content_type=attachment.content_type)


@require_http_methods(["GET", "POST"])
def attachment_create(request, city):
    case = visible_case(request, city)
    require(writes_for(request.seat, case))
    if request.method == "GET" and not case.is_open:
        return _too_late(request, case)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            attachment = services.add_attachment(
                case,
                by=request.user,
                upload=form.cleaned_data["file"],
                description=form.cleaned_data["description"],
                is_confidential=form.cleaned_data["is_confidential"],
            )
        except services.CaseMoveError as error:
            form.add_error(None, str(error))
        except OSError:
            logger.exception("A file could not be stored.")
            form.add_error("file", NO_ROOM)
        else:
            messages.success(request, _("“%(name)s” is added.") % {"name": attachment.name})
            return redirect(f"{case.get_working_url()}#attachments")
    context = {"form": form, "case": case, "crumbs": crumbs_of(case, _("Add a file"))}
    status = 422 if form.errors else 200
    return render(request, "cases/attachment_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
def attachment_delete(request, city, pk):
    case = visible_case(request, city)
    attachment = get_visible(Attachment, request.user, case=case, pk=pk)
    require(writes_for(request.seat, case))
    if not case.is_open:
        return _too_late(request, case)
    if attachment.removed_at:
        # Another tab took it out already; only an edition has it still.
        raise Http404
    is_kept = services.is_in_an_edition(attachment)
    if request.method == "POST":
        try:
            services.delete_attachment(attachment, by=request.user)
        except services.CaseMoveError as error:
            messages.error(request, str(error))
        else:
            done = _("“%(name)s” is taken out.") if is_kept else _("“%(name)s” is deleted.")
            messages.success(request, done % {"name": attachment.name})
        return redirect(f"{case.get_working_url()}#attachments")
    context = {
        "heading": (_("Take “%(name)s” out?") if is_kept else _("Delete “%(name)s”?"))
        % {"name": attachment.name},
        "lost": [(KEPT if is_kept else LOST) % {"name": attachment.name}],
        "action_label": _("Take the file out") if is_kept else _("Delete the file"),
        "cancel_url": f"{case.get_working_url()}#attachments",
    }
    return render(request, "clusnet/confirm.html", context)


def _too_late(request, case):
    messages.error(request, services.why_locked(case))
    return redirect(f"{case.get_absolute_url()}#attachments")
