"""Files that belong to a case."""

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Attachment, Case
from cases.services.log import log
from cases.services.moves import start_drafting
from programme.activity import values_of
from programme.models import User
from programme.stored_files import delete_on_commit, kept


@transaction.atomic
def add_attachment(
    case: Case,
    *,
    by: User,
    upload: File,
    description: str,
    is_confidential: bool = False,
) -> Attachment:
    """Keep a file under a name of our own, as what its content says that it is.

    Raises ValidationError for a kind that is not allowed, CaseMoveError when the case is no
    longer with the city, OSError when there is no room for the file. Nothing is kept then.
    """
    case = start_drafting(case, by=by)
    attachment = Attachment(
        case=case, description=description, is_confidential=is_confidential, uploaded_by=by
    )
    with kept(attachment, upload):
        attachment.full_clean()
        attachment.save()
        sentence = _("The file %(name)s was added to the case %(case)s.")
        log(
            case,
            "attachment_added",
            sentence % {"name": f"“{attachment.name}”", "case": case},
            by=by,
            after=values_of(attachment, "name", "description", "is_confidential"),
        )
    return attachment


@transaction.atomic
def delete_attachment(attachment: Attachment, *, by: User) -> None:
    """Take a file out of a case that is with the city: for good, unless an edition names it.

    Then the edition keeps it for its readers. Raises CaseMoveError when the case has left the
    city.
    """
    case = start_drafting(attachment.case, by=by)
    is_kept = is_in_an_edition(attachment)
    sentence = (
        _("The file %(name)s was taken out of the case %(case)s.")
        if is_kept
        else _("The file %(name)s was deleted from the case %(case)s.")
    )
    log(
        case,
        "attachment_deleted",
        sentence % {"name": f"“{attachment.name}”", "case": case},
        by=by,
        before={"name": attachment.name, "checksum": attachment.checksum},
    )
    if is_kept:
        rows = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
        rows.update(removed_at=timezone.now())
        return
    delete_on_commit(attachment.file)
    attachment.delete()


def is_in_an_edition(attachment: Attachment) -> bool:
    """Whether readers have the file already."""
    contents = attachment.case.editions.values_list("content", flat=True)
    return any(
        row["pk"] == attachment.pk for content in contents for row in content.get("attachments", [])
    )
