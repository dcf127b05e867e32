"""What a page says about the files of a workshop."""

from dataclasses import dataclass

from programme.access import Seat
from programme.models import ConsentPurpose
from programme.privacy.agreed import agreed_to
from workshops.access import runs
from workshops.models import INTERNAL_KINDS, FileKind, Registration, Workshop, WorkshopFile


@dataclass(frozen=True)
class FileLine:
    """One file as a person sees it."""

    file: WorkshopFile
    can_delete: bool

    @property
    def is_internal(self) -> bool:
        return self.file.kind in INTERNAL_KINDS


def may_add_files(workshop: Workshop, seat: Seat) -> bool:
    """Staff, and the host's editors. No query."""
    return runs(seat, workshop)


def files_by_kind(workshop: Workshop, seat: Seat) -> list[tuple[str, list[FileLine]]]:
    """The files that the person may have, by kind: label and lines. One query."""
    can_delete = may_add_files(workshop, seat)
    rows = WorkshopFile.objects.visible_to(seat.user).filter(workshop=workshop)
    lines = [FileLine(row, can_delete) for row in rows.select_related("item")]
    found = [
        (str(kind.label), [line for line in lines if line.file.kind == kind]) for kind in FileKind
    ]
    return [(label, of_kind) for label, of_kind in found if of_kind]


def without_photo_consent(workshop: Workshop) -> list[str]:
    """The names of those who come and did not agree to be in photos, neither of this workshop nor
    of all. One query."""
    agreed = agreed_to(workshop.programme, ConsentPurpose.PHOTOS)
    rows = Registration.objects.filter(workshop=workshop, photo_consent_at=None).coming()
    rows = rows.exclude(user__isnull=False, user__in=agreed.values("user"))
    return list(rows.order_by("name", "pk").values_list("name", flat=True))
