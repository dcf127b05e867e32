from programme.models.activity import Activity, subject_of
from programme.models.city import City, Ecosystem, MapCell, Mark, Sector
from programme.models.cluster import Cluster, Figure, LegalForm, Precision
from programme.models.event import ExternalEvent
from programme.models.mail import CalendarMethod, Mail, MailStatus
from programme.models.people import Membership, User
from programme.models.presence import Presence
from programme.models.programme import Group, Objective, Part, Partner, PartnerKind, Programme
from programme.models.querysets import (
    STAFF_ROLES,
    CityOwnedQuerySet,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.workplan import Anchor, CountbackRule, ItemKind, Phase, WorkplanItem

__all__ = [
    "STAFF_ROLES",
    "Activity",
    "Anchor",
    "CalendarMethod",
    "City",
    "CityOwnedQuerySet",
    "Cluster",
    "CountbackRule",
    "Ecosystem",
    "ExternalEvent",
    "Figure",
    "Group",
    "ItemKind",
    "LegalForm",
    "Mail",
    "MailStatus",
    "MapCell",
    "Mark",
    "Membership",
    "Objective",
    "Part",
    "Partner",
    "PartnerKind",
    "Phase",
    "Precision",
    "Presence",
    "Programme",
    "ProgrammeScopedQuerySet",
    "Role",
    "Sector",
    "User",
    "WorkplanItem",
    "subject_of",
]
