"""How much of a profile is filled in, and what is missing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programme.directory.columns import BY_KEY
from programme.models import Actor, Cluster, Income, OfferKind


@dataclass(frozen=True)
class Expected:
    """Something that a profile should say, and the field where it is said."""

    label: str | Promise
    field: str
    is_said: Callable[[Cluster], bool]


@dataclass(frozen=True)
class Missing:
    label: str
    url: str


@dataclass(frozen=True)
class Completeness:
    percent: int
    missing: tuple[Missing, ...]


def _column(key: str) -> Expected:
    return Expected(
        BY_KEY[key].label, key, lambda cluster: BY_KEY[key].value(cluster) not in (None, "")
    )


def _has_members(cluster: Cluster) -> bool:
    return None not in cluster.members.values()


def _says(kind: OfferKind) -> Callable[[Cluster], bool]:
    return lambda cluster: any(row.kind == kind for row in cluster.offers.all())


# A label is an honour and no duty; what only explains another field is not counted either.
EXPECTED = (
    _column("summary"),
    _column("sector"),
    Expected(BY_KEY["ecosystem"].label, "ecosystem", lambda cluster: bool(cluster.ecosystem_known)),
    _column("themes"),
    Expected(
        _("where the themes come from"),
        "themes_from_members",
        lambda cluster: cluster.themes_from_members is not None,
    ),
    _column("founded_year"),
    _column("legal_form"),
    _column("manager"),
    _column("email"),
    _column("website"),
    _column("languages"),
    _column("staff"),
    Expected(_("members of every kind"), Actor.COMPANIES, _has_members),
    Expected(_("income by source"), Income.FEES, lambda cluster: bool(cluster.income)),
    _column("funded_until"),
    _column("profile_as_of"),
    _column("profile_source"),
    Expected(_("what it offers"), "offers", _says(OfferKind.OFFER)),
    Expected(_("what it seeks"), "seeks", _says(OfferKind.SEEK)),
)


def completeness_of(cluster: Cluster) -> Completeness:
    """The share of what is expected that is said. Reads the cluster’s offers."""
    missing = [one for one in EXPECTED if not one.is_said(cluster)]
    percent = round(100 * (len(EXPECTED) - len(missing)) / len(EXPECTED))
    return Completeness(
        percent,
        tuple(Missing(capfirst(str(one.label)), field_url(cluster, one.field)) for one in missing),
    )


def field_url(cluster: Cluster, field: str) -> str:
    """Where the field is filled in."""
    names = [cluster.programme.slug, cluster.slug]
    if field in ("offers", "seeks"):
        return reverse("programme:offers_edit", args=names)
    return f"{reverse('programme:cluster_edit', args=names)}#id_{field}"
