"""The public edition of a case: what everybody may read, generated from an edition."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cases.article import Article
from cases.models import SHARED_STATUSES, Case, Edition


@dataclass(frozen=True)
class PublicCase:
    """A case for visitors. Nothing confidential is in it, and no name of a member."""

    case: Case
    edition: Edition
    article: Article

    @classmethod
    def of(cls, programme: str, city: str) -> "PublicCase | None":
        """The last edition that is public, by the words of its address; None without one."""
        edition = (
            public_editions()
            .select_related("case__programme", "case__city__group", "case__workshop__city")
            .select_related("case__cluster")
            .filter(case__programme__slug=programme, case__city__slug=city)
            .order_by("-number")
            .first()
        )
        if edition is None:
            return None
        case = edition.case
        return cls(case, edition, Article.of(edition.content, in_confidence=False))


def public_editions() -> QuerySet[Edition]:
    """Editions that visitors may read."""
    return Edition.objects.filter(public_since__isnull=False, case__status__in=SHARED_STATUSES)
