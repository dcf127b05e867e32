"""Learning across cases: all at a glance, side by side, objectives, figures, issues.

Every choice stands in the address, so a view can be bookmarked and sent.
"""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.models import IssueKind
from cases.outline import SECTIONS
from reports.learning.comparison import MOST_BESIDE, Comparison
from reports.learning.figures import Figures, measures_named
from reports.learning.issues import IssueList
from reports.learning.lessons import LessonBoard, lessons_to_learn
from reports.learning.objectives import BY_CITY, BY_GROUP, HeatMap, nearest
from reports.learning.reading import (
    LearningCase,
    action_counts,
    groups_in,
    learning_cases,
    may_see_drafts,
    waiting_cities,
)
from reports.learning.satisfaction import Satisfaction
from reports.learning.standing import Standing


@dataclass(frozen=True)
class Desk:
    """What lies before the reader on each of the pages, and their addresses."""

    programme: str
    cases: list[LearningCase]
    may_see_drafts: bool
    with_drafts: bool

    @classmethod
    def of(cls, request):
        may = may_see_drafts(request.seat)
        with_drafts = may and request.GET.get("drafts") == "1"
        cases = learning_cases(request.seat, with_drafts=with_drafts)
        return cls(request.programme.slug, cases, may, with_drafts)

    def url(self, page, **query):
        """The address of a page with its choices; drafts stay included."""
        query = {key: value for key, value in query.items() if value}
        if self.with_drafts:
            query["drafts"] = "1"
        return reverse(f"reports:{page}", args=[self.programme], query=query)

    @property
    def tabs(self):
        return [
            (page, label, self.url(page))
            for page, label in [
                ("learning", _("At a glance")),
                ("learning_compare", _("Side by side")),
                ("learning_objectives", _("Objectives")),
                ("learning_figures", _("Figures")),
                ("learning_issues", _("Strategic issues")),
                ("learning_lessons", _("Lessons")),
                ("learning_satisfaction", _("Satisfaction")),
                ("outcomes", _("What became of it")),
                ("passports", _("Passports")),
            ]
        ]

    @property
    def drafts(self):
        return sum(1 for case in self.cases if case.is_draft)


@require_GET
def learning(request):
    desk = Desk.of(request)
    standing = Standing.of(desk.cases, order=request.GET.get("sort", ""))
    sorts = _sorts(
        desk,
        "learning",
        standing.order,
        [
            ("city", _("City and cluster")),
            ("stage", _("Life cycle")),
            ("founded", _("Founded")),
            ("", _("Initiated by")),
            ("", _("Legal form")),
            ("evaluation", _("Evaluation")),
        ],
    )
    context = {"standing": standing, "sections": SECTIONS, "sorts": sorts}
    return _page(request, desk, "learning", context)


@require_GET
def learning_compare(request):
    desk = Desk.of(request)
    slugs = request.GET.getlist("case")
    comparison = Comparison.of(
        [case for case in desk.cases if case.slug in slugs],
        section=request.GET.get("section", ""),
        topics=request.GET.getlist("topic"),
    )
    chosen = [case.slug for case in comparison.cases]
    links = [
        (section, desk.url("learning_compare", case=chosen, section=section.key))
        for section in SECTIONS
    ]
    context = {
        "comparison": comparison,
        "chosen": chosen,
        "section_links": links,
        "sections": SECTIONS,
        "most_beside": MOST_BESIDE,
    }
    return _page(request, desk, "learning_compare", context)


@require_GET
def learning_objectives(request):
    desk = Desk.of(request)
    heat = HeatMap.of(desk.cases, order=request.GET.get("sort", ""))
    context = {
        "heat": heat,
        "rows": [(row, _cells(desk, heat, row)) for row in heat.rows],
        "columns": [
            (
                column,
                desk.url("learning_objectives", sort=column.key),
                desk.url("learning_compare", case=_slugs(desk.cases), topic=column.key),
            )
            for column in heat.columns
        ],
        "by_group": desk.url("learning_objectives", sort=BY_GROUP),
        "by_city": desk.url("learning_objectives", sort=BY_CITY),
    }
    return _page(request, desk, "learning_objectives", context)


@require_GET
def learning_figures(request):
    desk = Desk.of(request)
    figures = Figures.of(desk.cases)
    wanted = request.GET.get("measure", "")
    measures = measures_named(figures.measures, wanted)
    context = {
        "figures": figures,
        "measures": measures,
        "wanted": measures[0].key if wanted and measures else "",
        "is_narrowed": bool(wanted),
    }
    return _page(request, desk, "learning_figures", context)


@require_GET
def learning_issues(request):
    desk = Desk.of(request)
    group = request.GET.get("group", "")
    kind = request.GET.get("kind", "")
    kind = kind if kind in IssueKind.values else ""
    is_number = group.isascii() and group.isdigit() and len(group) < 10
    number = int(group) if is_number else None
    issues = IssueList.of(desk.cases, actions=action_counts(request.seat), kind=kind, group=number)
    waiting = [] if kind else waiting_cities(request.seat, desk.cases)
    context = {
        "issues": issues,
        "kinds": [(row, desk.url("learning_issues", kind=row.kind)) for row in issues.kinds],
        "waiting": [row for row in waiting if number is None or row.group.number == number],
        "groups": groups_in(desk.cases),
        "kind": kind,
        "group": number,
        "is_narrowed": bool(kind) or number is not None,
    }
    return _page(request, desk, "learning_issues", context)


@require_GET
def learning_lessons(request):
    desk = Desk.of(request)
    lessons = lessons_to_learn(request.seat, with_drafts=desk.with_drafts)
    board = LessonBoard.of(lessons)
    gap = request.GET.get("gap", "")
    gap = gap if any(row.key == gap for row in board.gaps) else ""
    city = request.GET.get("city", "")
    city = city if any(line.slug == city for line in board.lines) else ""
    context = {
        "board": board,
        "gaps": [(row, desk.url("learning_lessons", gap=row.key)) for row in board.gaps],
        "lines": [(line, _lesson_cells(desk, board, line)) for line in board.lines],
        "shown": board.shown(gap=gap, city=city),
        "gap": gap,
        "city": city,
        "is_narrowed": bool(gap or city),
        "lesson_drafts": sum(1 for lesson in lessons if lesson.is_draft),
    }
    return _page(request, desk, "learning_lessons", context)


@require_GET
def learning_satisfaction(request):
    desk = Desk.of(request)
    context = {"satisfaction": Satisfaction.of(request.seat)}
    return _page(request, desk, "learning_satisfaction", context)


def _page(request, desk, page, context):
    here = next(label for name, label, _url in desk.tabs if name == page)
    crumbs = [(_("Cases"), reverse("cases:list", args=[desk.programme]))]
    crumbs += [(_("Learning across cases"), "" if page == "learning" else desk.url("learning"))]
    if page != "learning":
        crumbs.append((here, ""))
    shared = {"desk": desk, "page": page, "crumbs": crumbs, "here": here}
    return render(request, f"reports/learning/{page}.html", shared | context)


def _sorts(desk, page, order, columns):
    """The heads of a table: label, the address that sorts by it, whether it does now."""
    return [
        (label, desk.url(page, sort=key) if key else "", key == order) for key, label in columns
    ]


def _slugs(cases):
    return [case.slug for case in cases]


def _cells(desk, heat, row):
    """Each cell with its way into the comparison: the city beside those who care most."""
    return [
        (
            cell,
            desk.url(
                "learning_compare",
                case=nearest(heat, cell.key, row.slug, most=MOST_BESIDE),
                topic=cell.key,
            ),
        )
        for cell in row.cells
    ]


def _lesson_cells(desk, board, line):
    """The gap, how many lessons the city has for it, their shade, and the way to them."""
    return [
        (gap, count, shade, desk.url("learning_lessons", gap=gap.key, city=line.slug))
        for gap, (count, shade) in zip(board.gaps, line.cells, strict=True)
    ]
