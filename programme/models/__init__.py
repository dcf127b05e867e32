from programme.models.account import EmailChange
from programme.models.activity import Activity, ActivityCity, LogOpening, subject_of
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
from programme.models.erasure import Leftover, LeftoverOutcome, LegalHold
from programme.models.event import ExternalEvent
from programme.models.field import (
    EventCalendar,
    EventCalendarStatus,
    FieldEntry,
    FieldEntryKind,
    PolicyFact,
)
from programme.models.figure import Figure, Precision
from programme.models.invitation import (
    FormerMembership,
    Invitation,
    InvitationStatus,
    PeopleImport,
)
from programme.models.link import ClusterLink, ClusterLinkEntry, LinkStatus
from programme.models.mail import (
    LEFT,
    CalendarMethod,
    Delivery,
    Mail,
    MailPreference,
    MailStatus,
    MailTemplate,
)
from programme.models.partnering import (
    ClusterOffer,
    OfferKind,
    PartneringEntry,
    PartneringTopic,
)
from programme.models.people import Membership, User
from programme.models.presence import Presence
from programme.models.privacy import (
    OPEN_REQUESTS,
    Consent,
    ConsentPurpose,
    DataRequest,
    DataRequestKind,
    DataRequestStatus,
    RetentionRule,
)
from programme.models.programme import Group, Objective, Part, Partner, PartnerKind, Programme
from programme.models.querysets import (
    STAFF_ROLES,
    CityOwnedQuerySet,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.search import SearchEntry
from programme.models.workplan import Anchor, CountbackRule, ItemKind, Phase, WorkplanItem

__all__ = [
    "Activity",
    "ActivityCity",
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
    "Consent",
    "ConsentPurpose",
    "CountbackRule",
    "DataRequest",
    "DataRequestKind",
    "DataRequestStatus",
    "Delivery",
    "Ecosystem",
    "EmailChange",
    "EventCalendar",
    "EventCalendarStatus",
    "ExternalEvent",
    "FieldEntry",
    "FieldEntryKind",
    "Figure",
    "FormerMembership",
    "Group",
    "ImportStatus",
    "Income",
    "Invitation",
    "InvitationStatus",
    "ItemKind",
    "LEFT",
    "LegalHold",
    "Leftover",
    "LeftoverOutcome",
    "LegalForm",
    "LinkStatus",
    "LogOpening",
    "Mail",
    "MailPreference",
    "MailStatus",
    "MailTemplate",
    "MapCell",
    "Mark",
    "Membership",
    "OPEN_REQUESTS",
    "Objective",
    "OfferKind",
    "Part",
    "Partner",
    "PartnerKind",
    "PartneringEntry",
    "PartneringTopic",
    "PeopleImport",
    "Phase",
    "PolicyFact",
    "Precision",
    "Presence",
    "Programme",
    "ProgrammeScopedQuerySet",
    "QualityLabel",
    "RetentionRule",
    "Role",
    "STAFF_ROLES",
    "SearchEntry",
    "Sector",
    "TRIPLE_HELIX",
    "User",
    "WorkplanItem",
    "subject_of",
]
