"""The PDF of a cluster case: its working text as a draft, or one of its editions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.article import Article
from cases.contents import content_of
from cases.models import Case, Edition, LifecycleStage
from programme.palette import group_colour
from reports.charts import Journey, LifeCycle, Radar
from reports.contexts.base import (
    Cover,
    GroupFacts,
    Print,
    ProgrammeFacts,
    Row,
    as_date,
    days_words,
    draft_words,
    edition_words,
    journey_of,
)

CASE_RELATIONS = ("programme", "city__group", "cluster__sector", "workshop__city")


@dataclass(frozen=True, kw_only=True)
class CasePrint(Print):
    template: ClassVar[str] = "reports/pdf/case.html"

    article: Article
    # What the cluster is, in a sentence or two.
    summary: str
    radar: Radar | None
    life_cycle: LifeCycle | None
    colophon: tuple[Row, ...]

    @property
    def has_goals(self) -> bool:
        """Whether anything is said about the seven objectives beyond their names."""
        return any(goal.priority or goal.is_measured for goal in self.article.goals)

    @classmethod
    def of_draft(cls, case: Case) -> Self:
        """The working text. Who reads a draft reads its confidential parts too."""
        case = Case.objects.select_related(*CASE_RELATIONS).get(pk=case.pk)
        content = content_of(case)
        written = case.answers.aggregate(last=Max("updated_at"))["last"]
        edition = draft_words(timezone.localdate(written, case.city.tz) if written else None)
        return cls._of(
            case,
            content,
            edition=edition,
            in_confidence=True,
            stamp=_("Draft"),
            journey=journey_of(case.programme, case.workshop),
        )

    @classmethod
    def in_confidence(cls, edition: Edition) -> Self:
        """An edition with its confidential parts, for the city's group and the staff."""
        return cls._of_edition(edition, in_confidence=True)

    @classmethod
    def of_edition(cls, edition: Edition) -> Self:
        """An edition as every member may read it: confidential parts are left out."""
        return cls._of_edition(edition, in_confidence=False)

    @classmethod
    def _of_edition(cls, edition: Edition, *, in_confidence: bool) -> Self:
        edition = (
            Edition.objects.select_related(*(f"case__{name}" for name in CASE_RELATIONS))
            .filter(pk=edition.pk)
            .get()
        )
        case = edition.case
        day = timezone.localdate(edition.frozen_at, case.city.tz)
        return cls._of(
            case,
            edition.content,
            edition=edition_words(edition.number, day),
            in_confidence=in_confidence,
            is_frozen=True,
            journey=journey_of(case.programme, case.workshop),
        )

    @classmethod
    def as_chapter(cls, edition: Edition) -> Self:
        """An edition as every member may read it, as a part of a book. Runs no query if the
        edition was read with ``CASE_RELATIONS``."""
        case = edition.case
        day = timezone.localdate(edition.frozen_at, case.city.tz)
        words = edition_words(edition.number, day)
        return cls._of(case, edition.content, edition=words, in_confidence=False, is_frozen=True)

    @classmethod
    def _of(
        cls,
        case: Case,
        content: Mapping[str, Any],
        *,
        edition: str,
        in_confidence: bool,
        stamp: str = "",
        is_frozen: bool = False,
        journey: Journey | None = None,
    ) -> Self:
        article = Article.of(content, in_confidence=in_confidence)
        group = GroupFacts.of(case.city.group)
        colour = group_colour(group.number)
        city = article.city_name or case.city.name
        confidential = _("Confidential") if in_confidence and article.confidential else ""
        cover = Cover(
            kind=_("Cluster case"),
            title=article.title or str(case),
            subtitle=" · ".join(filter(None, [city, group.name])),
            edition=edition,
            group=group,
            quote=article.issue.question if article.issue else "",
            quote_label=_("The strategic issue in focus"),
            facts=_cover_facts(case, article),
            journey=journey,
            stamp=stamp or confidential,
            mark=confidential,
        )
        return cls(
            programme=ProgrammeFacts.of(case.programme),
            cover=cover,
            article=article,
            summary=article.content.get("cluster", {}).get("summary", ""),
            radar=radar_of(article, colour),
            life_cycle=_life_cycle(article.content, colour),
            colophon=_colophon(case, article, edition, article.checksum if is_frozen else ""),
        )


def _cover_facts(case: Case, article: Article) -> tuple[Row, ...]:
    rows, content = [], article.content
    workshop = content.get("workshop") or {}
    if workshop:
        days = days_words(as_date(workshop["starts_on"]), as_date(workshop["ends_on"]))
        rows.append(
            Row(
                _("To be discussed"),
                _("%(city)s, %(days)s")
                % {
                    "city": content.get("city", {}).get("name", case.city.name),
                    "days": days,
                },
            )
        )
    if sector := content.get("cluster", {}).get("sector"):
        rows.append(Row(_("Sector"), sector))
    if words := article.words:
        rows.append(
            Row(
                _("Length"),
                ngettext("%(count)s word", "%(count)s words", words) % {"count": f"{words:,}"},
            )
        )
    return tuple(rows)


def radar_of(article: Article, colour: str) -> Radar | None:
    if len(article.goals) < 3 or not any(goal.priority for goal in article.goals):
        return None
    values = [(goal.title, goal.priority) for goal in article.goals]
    words = ", ".join(
        _("%(objective)s %(priority)s") % {"objective": title, "priority": priority}
        for title, priority in values
    )
    title = _("Priorities of the objectives, from 0 to 5: %(values)s.") % {"values": words}
    return Radar.of(values, title=title, colour=colour)


def _life_cycle(content: Mapping[str, Any], colour: str) -> LifeCycle | None:
    facts = {fact["key"]: fact["value"] for fact in content.get("facts", [])}
    stage = facts.get("lifecycle_stage")
    if not stage:
        return None
    stages = [(value, str(label)) for value, label in LifecycleStage.choices]
    return LifeCycle.of(stages, stage, colour=colour)


def _colophon(case: Case, article: Article, edition: str, checksum: str) -> tuple[Row, ...]:
    rows = [
        Row(_("Case"), f"{article.title or case}, {article.city_name or case.city.name}"),
        Row(_("State"), edition),
    ]
    if article.confidential:
        rows.append(Row(_("Confidential parts"), article.confidence_note))
    if checksum:
        rows.append(Row(_("Checksum of the text"), checksum))
    return tuple(rows)
