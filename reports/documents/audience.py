"""Who sees a document, in words. Says of each kind what ``DocumentQuerySet.visible_to`` does.

A test goes through all kinds and holds the two against each other.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from cases.models import SHARED_STATUSES
from programme.models import City, Group
from reports.models import (
    PRIVATE_KINDS,
    STAFF_KINDS,
    WORKING_KINDS,
    Document,
    DocumentKind,
)
from reports.models.report import CITY_STATUSES

CASE_DRAFTS = (DocumentKind.CASE_DRAFT,)
CITY_REPORT_DRAFTS = (DocumentKind.CITY_REPORT_DRAFT, DocumentKind.CITY_REPORT_DRAFT_WORD)
FINAL_REPORT_DRAFTS = (DocumentKind.FINAL_REPORT_DRAFT, DocumentKind.FINAL_REPORT_DRAFT_WORD)


class Reach(StrEnum):
    """How far a document goes within its programme."""

    MEMBERS = "members"
    STAFF = "staff"
    STAFF_AND_EDITORS = "staff and editors"
    STAFF_AND_GROUP = "staff and group"
    COORDINATOR_AND_EDITORS = "coordinator and editors"
    PERSON = "person"
    OWNER = "owner"


@dataclass(frozen=True)
class Audience:
    """Who may see a document. ``city`` is the one whose editors, or whose group, may."""

    reach: Reach
    city: City | None = None
    # Visitors of the site too, without log-in.
    is_public: bool = False

    @property
    def words(self) -> str:
        if self.is_public:
            return _("Every member, and visitors")
        return self._words_within()

    def _words_within(self) -> str:
        """Who within the programme."""
        city = {"city": self.city.name if self.city else ""}
        group: Group | None = self.city.group if self.city else None
        match self.reach:
            case Reach.MEMBERS:
                return _("Every member")
            case Reach.PERSON:
                return _(
                    "The person, the coordinator, and the editors of the host and of the own city"
                )
            case Reach.OWNER:
                return _("You alone")
            case Reach.STAFF_AND_EDITORS if self.city:
                return _("Coordinator, experts and the editors of %(city)s") % city
            case Reach.COORDINATOR_AND_EDITORS if self.city:
                return _("Coordinator and the editors of %(city)s") % city
            case Reach.COORDINATOR_AND_EDITORS:
                return _("Coordinator")
            case Reach.STAFF_AND_GROUP if group:
                return _("Coordinator, experts and the cities of %(group)s") % {"group": group}
            case Reach.STAFF_AND_GROUP:
                return _("Coordinator, experts and %(city)s") % city
        return _("Coordinator and experts")


def audience_of(document: Document, city: City | None) -> Audience:
    """Who may see it. ``city`` is the one that it is about; runs no query on a row of the shelf."""
    kind = DocumentKind(document.kind)
    edition = document.case_edition
    if edition is not None:
        return _audience_of_case(document, city)
    if kind in CITY_REPORT_DRAFTS:
        report = document.city_report
        with_city = report is not None and report.status in CITY_STATUSES
        return Audience(Reach.STAFF_AND_EDITORS, city) if with_city else Audience(Reach.STAFF)
    if kind in PRIVATE_KINDS:
        return Audience(Reach.COORDINATOR_AND_EDITORS, city)
    if kind in (*WORKING_KINDS, *CASE_DRAFTS):
        return Audience(Reach.STAFF_AND_EDITORS if city else Reach.STAFF, city)
    if kind in (*STAFF_KINDS, *FINAL_REPORT_DRAFTS):
        return Audience(Reach.STAFF)
    if kind == DocumentKind.MY_MEETINGS:
        return Audience(Reach.PERSON, city)
    if kind == DocumentKind.ARCHIVE:
        return Audience(Reach.OWNER)
    return _audience_of_agenda(document, city)


def _audience_of_case(document: Document, city: City | None) -> Audience:
    edition = document.case_edition
    if edition is None:
        raise TypeError(document)
    is_shared = edition.case.status in SHARED_STATUSES
    if document.kind == DocumentKind.CASE_CONFIDENTIAL:
        reach = Reach.STAFF_AND_GROUP if is_shared else Reach.STAFF_AND_EDITORS
        return Audience(reach, city)
    if is_shared:
        return Audience(Reach.MEMBERS, city, is_public=edition.public_since is not None)
    return Audience(Reach.STAFF_AND_EDITORS, city)


def _audience_of_agenda(document: Document, city: City | None) -> Audience:
    """Agenda and notes are as open as the agenda; all the rest is for every member.

    Of a case that is shared no more nobody sees the page for policymakers: there is nothing to say.
    """
    workshop = document.workshop
    is_agenda = document.kind in (DocumentKind.AGENDA, DocumentKind.NOTES)
    if is_agenda and workshop is not None and workshop.agenda_released_at is None:
        return Audience(Reach.STAFF_AND_EDITORS if city else Reach.STAFF, city)
    return Audience(Reach.MEMBERS, city)
