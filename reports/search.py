"""What this app lets people find."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import User
from programme.search.sources import (
    DOCUMENT,
    TALK,
    Kind,
    Part,
    Row,
    Source,
    day_words,
    leave_out,
    own,
    register,
)
from reports.models import (
    CheckedParagraph,
    CityReport,
    Document,
    DocumentStatus,
    FactCheck,
    Lesson,
    ReportComment,
    ReportEdition,
    ReportSection,
    TakeUp,
)
from reports.models.learning import Gap
from reports.outline import CITY_REPORT_PART_BY_KEY, FINAL_REPORT_PART_BY_KEY

REPORT = Kind("reports", gettext_lazy("Reports"), gettext_lazy("Report"), 55)
LESSON = Kind("lessons", gettext_lazy("Lessons"), gettext_lazy("Lesson"), 60)


def of_report(path: str = "city_report__") -> dict[str, str]:
    """Where the workshop of a city report is; all empty for the final report."""
    names = {"place": "place", "slug": "slug", "city": "city__name"}
    return {name: f"{path}workshop__{column}" for name, column in names.items()}


def title(row: Row) -> str:
    """As the reports call themselves."""
    if not row["slug"]:
        return _("Final report")
    place = row["place"] or row["city"] or _("a place to be named")
    return _("City report of %(city)s") % {"city": place}


def url_of(row: Row, verb: str = "") -> str:
    name = f"{'city' if row['slug'] else 'final'}_report{verb}"
    return reverse(f"reports:{name}", args=[row.programme, *([row["slug"]] if row["slug"] else [])])


def place_of(row: Row, key: str) -> str:
    """“4. Strategic issues and next steps”."""
    parts = CITY_REPORT_PART_BY_KEY if row["slug"] else FINAL_REPORT_PART_BY_KEY
    return f"{list(parts).index(key) + 1}. {parts[key].title}" if key in parts else ""


def sections(row: Row) -> Iterator[Part]:
    if row["text"]:
        url = f"{url_of(row)}#{row['key']}"
        name = place_of(row, row["key"])
        yield Part(name, (title(row),), row["text"], url, state=_("Draft"))


def editions(row: Row) -> Iterator[Part]:
    content, report = row.data("content"), title(row)
    arguments = [row.programme, *([row["slug"]] if row["slug"] else []), row["number"]]
    kind = "city" if row["slug"] else "final"
    url = reverse(f"reports:{kind}_report_edition", args=arguments)
    for part in content.get("parts", []):
        if part["text"]:
            name = place_of(row, part["key"]) or part["title"]
            yield Part(name, (report,), part["text"], f"{url}#{part['key']}", part["key"])


def edition_lessons(row: Row) -> Iterator[Part]:
    url = reverse("reports:city_report_edition", args=[row.programme, row["slug"], row["number"]])
    for lesson in row.data("content").get("lessons", []):
        number = lesson["number"]
        where = (title(row), lesson["gap_words"], f"L{number}")
        yield Part(lesson["text"], where, "", f"{url}#lessons", f"lesson-{number}")


def lessons(row: Row) -> Iterator[Part]:
    # The page where they are written is for writers alone.
    where = (title(row), str(Gap(row["gap"]).label), f"L{row['number']}")
    yield Part(row["text"], where, "", f"{url_of(row)}#lessons", state=_("Draft"))


def take_ups(row: Row) -> Iterator[Part]:
    page = reverse("reports:passport", args=[row.programme, row["city_slug"]])
    source = _("from %(city)s") % {"city": row["source_city"]}
    where = (row["city"], _("Learning passport"), source)
    yield Part(row["text"], where, row["result"], f"{page}#take-up-{row.pk}")


def comments(row: Row) -> Iterator[Part]:
    about = place_of(row, row["part"]) or _("The whole report")
    by = _("by %(who)s") % {"who": row["author"]} if row["author"] else ""
    where = (title(row), by, day_words(row["created_at"]))
    text = row.lines("text", "quote")
    state = _("Not for the city") if row["is_internal"] else ""
    yield Part(about, where, text, f"{url_of(row, '_comments')}#comment-{row.pk}", state=state)


def checks(row: Row) -> Iterator[Part]:
    if row["remark"]:
        url = url_of(row)
        yield Part(_("Check of facts"), (title(row),), row["remark"], url)


def paragraphs(row: Row) -> Iterator[Part]:
    # The paragraph itself stands in the report.
    text = row.lines("remark", "answer")
    if text:
        is_open = not row["closed_at"]
        url = f"{url_of(row, '_check')}#paragraph-{row.pk}" if is_open else url_of(row)
        place = (title(row), _("Check of facts"), place_of(row, row["part"]))
        yield Part(_("What is right"), place, text, url)


def documents(row: Row) -> Iterator[Part]:
    url = reverse("reports:document", args=[row.programme, row.pk])
    yield Part(row["title"], (_("Documents"), day_words(row["finished_at"])), "", url)


def newest_editions(rows: Any) -> Any:
    newer = ReportEdition.objects.filter(
        city_report=OuterRef("city_report"), number__gt=OuterRef("number")
    )
    newer_final = ReportEdition.objects.filter(
        final_report=OuterRef("final_report"), number__gt=OuterRef("number")
    )
    return rows.filter(~Exists(newer), ~Exists(newer_final))


def newest_documents(rows: Any) -> Any:
    """Of the same document, built several times, the last; without the choices of one person."""
    newer = Document.objects.filter(
        programme=OuterRef("programme"),
        kind=OuterRef("kind"),
        title=OuterRef("title"),
        status=DocumentStatus.READY,
        pk__gt=OuterRef("pk"),
    )
    return rows.filter(~Exists(newer), status=DocumentStatus.READY, archive=None)


def with_report(rows: Any, user: User) -> Any:
    """What was said of facts, while the report that it is about can be read."""
    reports = CityReport.objects.draft_visible_to(user)
    return rows.visible_to(user).filter(
        **{f"{'' if rows.model is FactCheck else 'fact_check__'}city_report__in": reports}
    )


def both(source: Source) -> tuple[Source, Source]:
    """The source for rows of city reports, and the same for rows of the final report."""
    return (
        replace(source, programme_path="city_report__workshop__programme"),
        replace(source, key=f"final-{source.key}", programme_path="final_report__programme"),
    )


SOURCES = (
    # Before the drafts: of the same words in both, those that readers have are shown.
    *both(
        Source(
            "report-edition",
            REPORT,
            ReportEdition,
            of_report() | own("number", "content"),
            editions,
            rows=newest_editions,
            recent="frozen_at",
        )
    ),
    Source(
        "lesson-edition",
        LESSON,
        ReportEdition,
        of_report() | own("number", "content"),
        edition_lessons,
        rows=newest_editions,
        programme_path="city_report__workshop__programme",
        recent="frozen_at",
    ),
    *both(
        Source(
            "report-section",
            REPORT,
            ReportSection,
            of_report() | own("key", "text"),
            sections,
        )
    ),
    Source(
        "lesson",
        LESSON,
        Lesson,
        of_report() | own("number", "gap", "text"),
        lessons,
    ),
    Source(
        "take-up",
        LESSON,
        TakeUp,
        own("text", "result")
        | {"city": "city__name", "city_slug": "city__slug", "source_city": "source_city__name"},
        take_ups,
    ),
    *both(
        Source(
            "report-comment",
            TALK,
            ReportComment,
            of_report()
            | own("part", "text", "quote", "created_at", "is_internal")
            | {"author": "author__name"},
            comments,
        )
    ),
    Source(
        "check",
        TALK,
        FactCheck,
        of_report() | own("remark"),
        checks,
        visible=with_report,
    ),
    Source(
        "paragraph",
        TALK,
        CheckedParagraph,
        of_report("fact_check__city_report__")
        | own("part", "remark", "answer")
        | {"closed_at": "fact_check__closed_at"},
        paragraphs,
        visible=with_report,
    ),
    Source(
        "document",
        DOCUMENT,
        Document,
        own("title", "finished_at"),
        documents,
        rows=newest_documents,
    ),
)
# Models of which nothing is found, with the reason.
LEFT_OUT = {
    "reports.Archive": "A choice that one person made for one file.",
    "reports.CheckExtension": "Why a city got more time; it stands with the check.",
    "reports.SectionRevision": "What was before has its page of history.",
}


def register_sources() -> None:
    register(*SOURCES)
    leave_out(LEFT_OUT)
