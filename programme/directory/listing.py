"""The list of clusters as one answer shows it. Three queries at most, whatever there is."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Window
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from programme.directory.around import Around
from programme.directory.columns import BY_KEY
from programme.directory.comparison import MOST_COMPARED
from programme.directory.index import Index, index_of
from programme.directory.search import Mended, Search
from programme.directory.signs import admitted, answering_signs, member_total, showing_signs
from programme.forms.directory import DirectoryFilter, Signs, Sort, country_name, fixed_words
from programme.models import Actor, Cluster, Group, OfferKind, Programme, User

PER_PAGE = 25
SHOWN = (
    *("slug", "name", "programme_id", "city_id", "sector_id", "place", "country"),
    *("founded_year", "legal_form", "staff", "label", "ecosystem", *Actor.values),
)


@dataclass(frozen=True)
class Chip:
    """Something that narrows the list, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True)
class ClusterLine:
    """A cluster in the list, with its words as they are shown: a template that asks for each by
    itself takes twice as long."""

    cluster: Cluster
    slug: str
    name: str
    url: str
    # Of its city’s group, as HTML.
    mark: str
    place: str
    country: str
    sector: str
    legal_form: str
    label: str
    founded: str
    members: str
    staff: str
    is_chosen: bool


class Listing:
    """What the address asks for: the filters, the page of clusters, and those ticked."""

    def __init__(
        self, asked: QueryDict, *, programme: Programme, user: User, today: datetime.date
    ) -> None:
        self.asked = asked
        self.user = user
        self.today = today
        self._language = get_language() or ""
        self.around = Around.of(programme, user)
        self.index: Index = index_of(self.around, user)
        self.filter = DirectoryFilter(asked, around=self.around, index=self.index)
        self.search = Search.of(self.filter.chosen.get("q", ""), self.around, self.index)

    @property
    def mended(self) -> tuple[Mended, ...]:
        return self.search.mended

    @cached_property
    def page(self) -> Page:
        """The clusters of the page. Raises Http404 for one that does not exist. One query."""
        number = _number(self.asked.get("page", "1"))
        found, total = self._found((number - 1) * PER_PAGE)
        if number > 1 and not found:
            raise Http404
        paginator = Paginator(found, PER_PAGE)
        # It counts what it was given; the database has counted the rest.
        paginator.count = total
        return Page([self._line(cluster) for cluster in found], number, paginator)

    @property
    def found(self) -> QuerySet[Cluster]:
        """All that matches, on whatever page, in the order of the list."""
        visible = Cluster.objects.visible_to(self.user).in_programme(self.around.programme)
        return self._sorted(self._narrowed(visible))

    @property
    def lines(self) -> list[ClusterLine]:
        return list(self.page.object_list)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Names of the clusters ticked for the comparison, by address, in that order."""
        slugs = dict.fromkeys(self.asked.getlist("cluster"))
        known = {slug: self.index.names[slug] for slug in slugs if slug in self.index.names}
        return dict(list(known.items())[:MOST_COMPARED])

    @property
    def chosen_names(self) -> str:
        return ", ".join(self.chosen.values())

    @property
    def chosen_elsewhere(self) -> list[str]:
        """The addresses of those ticked that are not on this page."""
        here = {line.slug for line in self.lines}
        return [slug for slug in self.chosen if slug not in here]

    @property
    def can_choose_more(self) -> bool:
        return len(self.chosen) < MOST_COMPARED

    @property
    def chips(self) -> list[Chip]:
        """What narrows the list, each with a link that takes it away."""
        form = self.filter
        return [Chip(form.words_of(name), self._without(name)) for name in form.narrowing]

    @property
    def unfiltered(self) -> str:
        """The same with nothing narrowed; what is ticked stays."""
        return self._without(*self.filter.narrowing)

    @cached_property
    def kept(self) -> QueryDict:
        """What the address says, without what is empty or makes no sense."""
        kept = QueryDict(mutable=True)
        for name, values in self.asked.lists():
            if name in self.filter.chosen:
                kept[name] = self.filter.chosen[name]
            elif name == "cluster":
                kept.setlist(name, list(self.chosen))
            elif name == "page" and values[-1] != "1":
                kept[name] = values[-1]
        return kept

    def _without(self, *names: str) -> str:
        kept = self.kept.copy()
        for name in (*names, "page"):
            kept.pop(name, None)
        return f"?{kept.urlencode()}"

    def _found(self, start: int) -> tuple[list[Cluster], int]:
        """A page of clusters, and how many there are on all pages."""
        end = start + PER_PAGE
        visible = Cluster.objects.visible_to(self.user).in_programme(self.around.programme)
        visible = visible.only(*SHOWN)
        if set(self.filter.chosen) == {"q"}:
            # The words alone are looked up in memory: people wait for this while they type.
            keys = self.search.keys
            rows = visible.in_bulk(keys[start:end])
            return [rows[key] for key in keys[start:end] if key in rows], len(keys)
        if not self.filter.narrowing:
            return list(self._sorted(visible)[start:end]), self.around.total
        counted = self._sorted(self._narrowed(visible)).annotate(found=Window(Count("*")))
        found: list[Cluster] = [*counted[start:end]]
        return found, getattr(found[0], "found", 0) if found else 0

    def _line(self, cluster: Cluster) -> ClusterLine:
        self.around.place(cluster)
        group = cluster.city.group if cluster.city else None
        known = [number for number in cluster.members.values() if number is not None]
        return ClusterLine(
            cluster=cluster,
            slug=cluster.slug,
            name=cluster.name,
            url=f"{self._first_part}{cluster.slug}/",
            mark=_mark(group.number, self._language) if group else "",
            place=cluster.place_name,
            country=country_name(cluster.country_code, self._language),
            sector=cluster.sector.name if cluster.sector else "",
            legal_form=fixed_words("legal_form", cluster.legal_form, self._language),
            label=fixed_words("label", cluster.label, self._language),
            founded=str(cluster.founded_year or ""),
            members=str(sum(known)) if known else "",
            staff=BY_KEY["staff"].shown(cluster),
            is_chosen=cluster.slug in self.chosen,
        )

    @cached_property
    def _first_part(self) -> str:
        """What the addresses of all profiles begin with; asked for once, not for every line."""
        url = reverse("programme:cluster_detail", args=[self.around.programme.slug, "x"])
        return url.removesuffix("x/")

    def _narrowed(self, rows: QuerySet[Cluster]) -> QuerySet[Cluster]:
        narrowing = self.filter.narrowing
        for name, value in narrowing.items():
            if name == "signs":
                rows = self._by_signs(rows, value)
            elif name != "q":
                rows = rows.filter(FILTERS[name](value, self.around))
        return self.search.narrow(rows)

    def _by_signs(self, rows: QuerySet[Cluster], value: str) -> QuerySet[Cluster]:
        if value == Signs.SHOWN:
            return showing_signs(rows, self.today)
        return admitted(rows) if value == Signs.ADMITTED else answering_signs(rows)

    def _sorted(self, rows: QuerySet[Cluster]) -> QuerySet[Cluster]:
        order = self.filter.chosen.get("sort", "")
        if not order and self.search.words:
            return self.search.best_first(rows)
        return rows.order_by(*ORDERS.get(order, ()), "name", "pk")


ORDERS: dict[str, tuple[Any, ...]] = {
    Sort.FOUNDED: (F("founded_year").asc(nulls_last=True),),
    Sort.STAFF: (F("staff").desc(nulls_last=True),),
    Sort.MEMBERS: (member_total().desc(),),
    Sort.CHANGED: ("-changed_at",),
}


@cache
def _mark(number: int, _language: str) -> str:
    """The mark of a group: there are few, and every line has one."""
    return render_to_string("clusnet/_group.html", {"group": Group(number=number)})


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit()) or len(said) > 6 or not int(said):
        raise Http404
    return int(said)


def _where(rows: Iterable[Any], attribute: str, value: str) -> list[int]:
    return [row.pk for row in rows if getattr(row, attribute) == value]


def _in_city(value: str, around: Around) -> Q:
    return Q(city__in=_where(around.cities.values(), "slug", value))


def _in_sector(value: str, around: Around) -> Q:
    return Q(sector__in=_where(around.sectors.values(), "slug", value))


def _in_ecosystem(value: str, around: Around) -> Q:
    """Its own, or that of its sector."""
    sectors = _where(around.sectors.values(), "ecosystem", value)
    return Q(ecosystem=value) | Q(ecosystem="", sector__in=sectors)


def _in_country(value: str, around: Around) -> Q:
    """Its own, or that of its city."""
    cities = _where(around.cities.values(), "country", value)
    return Q(country=value) | Q(country="", city__in=cities)


def _with(kind: OfferKind) -> Callable[[str, Around], Q]:
    def has_topic(value: str, _around: Around) -> Q:
        # A subquery: a join would repeat a cluster that offers the same thing twice.
        offering = Cluster.objects.filter(offers__kind=kind, offers__topic=value)
        return Q(pk__in=offering.order_by().values("pk"))

    return has_topic


FILTERS: dict[str, Callable[[str, Around], Q]] = {
    "city": _in_city,
    "sector": _in_sector,
    "ecosystem": _in_ecosystem,
    "country": _in_country,
    "legal_form": lambda value, _around: Q(legal_form=value),
    "label": lambda value, _around: Q(label=value),
    "offers": _with(OfferKind.OFFER),
    "seeks": _with(OfferKind.SEEK),
    # All codes have two letters, so one is never found inside another.
    "language": lambda value, _around: Q(languages__contains=value),
}
