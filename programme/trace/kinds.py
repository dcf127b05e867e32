"""What the entries of the log are about, and what was done to it, for the filter."""

from dataclasses import dataclass

from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """Some models that people take for one kind of thing. ``begins`` are starts of subjects."""

    key: str
    label: str | Promise
    begins: tuple[str, ...]

    def entries(self) -> Q:
        found = Q()
        for begin in self.begins:
            found |= Q(subject__startswith=begin)
        return found


KINDS: dict[str, Kind] = {}


def register_kind(key: str, label: str | Promise, *begins: str) -> None:
    """Let an app say what its entries are about. Called when the app is ready."""
    KINDS[key] = Kind(key, label, begins)


register_kind("city", _("Cities and their answers"), "programme.city:")
register_kind("cluster", _("Clusters"), "programme.cluster:", "programme.clusterimport:")
register_kind("link", _("Links between clusters"), "programme.clusterlink:")
register_kind("workplan", _("Workplan"), "programme.workplanitem:", "programme.countbackrule:")
register_kind(
    "people",
    _("People"),
    "programme.membership:",
    "programme.formermembership:",
    "programme.invitation:",
    "programme.peopleimport:",
    "programme.user:",
)
register_kind(
    "privacy",
    _("Consents and erasing"),
    "programme.consent:",
    "programme.retention",
    "programme.leftover:",
    "programme.legalhold:",
)
register_kind("mail", _("Mails"), "programme.mail")
register_kind(
    "settings",
    _("Programme settings"),
    "programme.programme:",
    "programme.objective:",
    "programme.group:",
    "programme.partner:",
    "programme.sector:",
    "programme.policyfact:",
)


class Deed(TextChoices):
    """What was done, by the end of the verb."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Taken away")
    OTHER = "other", _("Moved on, sent, read")


ENDINGS = {
    Deed.ADDED: ("_added", "_created", "_opened", "_begun", "_started", "_given", "_proposed"),
    Deed.CHANGED: ("_changed", "_edited", "_moved", "_corrected", "_restored", "_renewed"),
    Deed.REMOVED: ("_deleted", "_removed", "_withdrawn", "_erased", "_cancelled", "_retired"),
}


def entries_with(deed: str) -> Q:
    """The entries whose verb says that this was done."""
    if deed == Deed.OTHER:
        return ~(entries_with(Deed.ADDED) | entries_with(Deed.CHANGED) | entries_with(Deed.REMOVED))
    found = Q()
    for ending in ENDINGS[Deed(deed)]:
        found |= Q(verb__endswith=ending)
    return found
