from programme.models.activity import Activity, subject_of
from programme.models.city import City, Ecosystem, MapCell, Mark, Sector
from programme.models.cluster import (
    TRIPLE_HELIX,
    Actor,
    Cluster,
    Income,
    LegalForm,
    QualityLabel,
)
from programme.models.cluster_import import ClusterImport, ImportStatus
from programme.models.event import ExternalEvent
from programme.models.field import (
    EventCalendar,
    EventCalendarStatus,
    FieldEntry,
    FieldEntryKind,
    PolicyFact,
)
from programme.models.figure import Figure, Precision
from programme.models.link import ClusterLink, ClusterLinkEntry, LinkStatus
from programme.models.mail import CalendarMethod, Mail, MailStatus
from programme.models.partnering import (
    ClusterOffer,
    OfferKind,
    PartneringEntry,
    PartneringTopic,
)
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
    "Activity",
    "Actor",
    "Anchor",
    "CalendarMethod",
    "City",
    "CityOwnedQuerySet",
    "Cluster",
    "ClusterImport",
    "ClusterLink",
    "ClusterLinkEntry",
    "ClusterOffer",
    "CountbackRule",
    "Ecosystem",
    "EventCalendar",
    "EventCalendarStatus",
    "ExternalEvent",
    "FieldEntry",
    "FieldEntryKind",
    "Figure",
    "Group",
    "ImportStatus",
    "Income",
    "ItemKind",
    "LegalForm",
    "LinkStatus",
    "Mail",
    "MailStatus",
    "MapCell",
    "Mark",
    "Membership",
    "Objective",
    "OfferKind",
    "Part",
    "Partner",
    "PartnerKind",
    "PartneringEntry",
    "PartneringTopic",
    "Phase",
    "PolicyFact",
    "Precision",
    "Presence",
    "Programme",
    "ProgrammeScopedQuerySet",
    "QualityLabel",
    "Role",
    "STAFF_ROLES",
    "Sector",
    "TRIPLE_HELIX",
    "User",
    "WorkplanItem",
    "subject_of",
]
