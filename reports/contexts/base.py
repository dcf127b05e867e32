"""What every PDF has: a cover, the facts of its programme, and a key of its content."""

import datetime
import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.imprint import is_imprint_complete
from programme.models import Group, Programme
from reports.charts import Journey
from reports.printing import Picture, style_version
from workshops.models import Workshop

# Raise it when Python draws the same content differently (templates and styles count already).
DRAWING = 1
LOGO_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


class PlainEncoder(DjangoJSONEncoder):
    """Writes dataclasses too, as what they say."""

    def default(self, o: Any) -> Any:
        if is_dataclass(o) and not isinstance(o, type):
            return {field.name: getattr(o, field.name) for field in fields(o)}
        return super().default(o)


@dataclass(frozen=True)
class ProgrammeFacts:
    """The programme as it stands on every cover."""

    name: str
    title: str
    years: str
    funding_line: str
    expert_label: str
    workshop_label: str
    # Name of the stored file; empty without a logo.
    logo: str
    is_demo: bool

    @classmethod
    def of(cls, programme: Programme) -> "ProgrammeFacts":
        return cls(
            name=programme.name,
            title=programme.title,
            years=programme.years,
            funding_line=programme.funding_line,
            expert_label=programme.expert_label,
            workshop_label=programme.workshop_label,
            logo=programme.logo.name or "",
            is_demo=programme.is_demo,
        )


@dataclass(frozen=True)
class GroupFacts:
    """A group of cities; number 0 stands for none."""

    number: int = 0
    name: str = ""

    @classmethod
    def of(cls, group: Group | None) -> "GroupFacts":
        return cls(group.number, str(group)) if group else cls()


@dataclass(frozen=True)
class Row:
    """A label and what it says, as in the facts of a cover."""

    label: str
    value: str


@dataclass(frozen=True)
class Cover:
    """The first page, and what the running heads take from it."""

    kind: str
    title: str
    subtitle: str
    edition: str
    group: GroupFacts = GroupFacts()
    quote: str = ""
    quote_label: str = ""
    facts: tuple[Row, ...] = ()
    journey: Journey | None = None
    # A word across every page: “Draft”.
    stamp: str = ""
    # A second one, also in the running foot: “Confidential”.
    mark: str = ""
    # Why it must not be published, below the first.
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Print:
    """The content of one PDF, as plain data."""

    template: ClassVar[str]

    programme: ProgrammeFacts
    cover: Cover
    language: str = field(default_factory=lambda: get_language() or "en")

    def __post_init__(self) -> None:
        """Whatever is no draft says on every page when it names nobody who pays for it."""
        line, logo = self.programme.funding_line, self.programme.logo
        is_draft = self.cover.stamp not in ("", self.cover.mark)
        if is_draft or self.cover.reason or is_imprint_complete(funding_line=line, logo=logo):
            return
        stamp, reason = _("Not for publication"), _("Funding line or logo is missing")
        object.__setattr__(self, "cover", replace(self.cover, stamp=stamp, reason=reason))

    @property
    def title(self) -> str:
        """The title of the document, in the library and in the file itself."""
        return f"{self.cover.title}: {self.cover.kind}"

    @property
    def foot(self) -> str:
        """What the foot of every page says."""
        return f"{self.title}, {self.cover.edition}"

    def content_key(self) -> str:
        """SHA-256 of everything that decides what the PDF looks like."""
        content = json.dumps(self, cls=PlainEncoder, sort_keys=True)
        parts = [self.template, str(DRAWING), style_version(), content]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def html(self) -> str:
        """The pages as HTML. Runs no query."""
        return render_to_string(self.template, {"print": self})

    def pictures(self) -> dict[str, Picture]:
        """The pictures that the pages show, by name. Reads files, no rows."""
        pictures = {}
        if self.cover.stamp:
            # One word alone says it once.
            mark = self.cover.mark if self.cover.mark != self.cover.stamp else ""
            said = {"word": self.cover.stamp, "mark": mark, "reason": self.cover.reason}
            drawing = render_to_string("reports/charts/stamp.svg", said)
            pictures["stamp"] = Picture(drawing.encode(), "image/svg+xml")
        logo = self.programme.logo
        kind = LOGO_TYPES.get(logo.rpartition(".")[2].lower())
        storage = Programme._meta.get_field("logo").storage
        if kind and storage.exists(logo):
            with storage.open(logo) as file:
                pictures["logo"] = Picture(file.read(), kind)
        return pictures


def edition_words(number: int, day: datetime.date) -> str:
    return _("Edition %(number)s, %(date)s") % {"number": number, "date": day_words(day)}


def draft_words(day: datetime.date | None) -> str:
    """“Draft as of 3 September 2010”; of an untouched text only “Draft”."""
    if day is None:
        return _("Draft")
    return _("Draft as of %(date)s") % {"date": day_words(day)}


def day_words(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def days_words(first: datetime.date | None, last: datetime.date | None) -> str:
    """“8–10 September 2010”, as short as the two days allow."""
    if first is None or last is None:
        return _("dates to be fixed")
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_words(last)}"
    if first.year == last.year:
        return f"{date_format(first, 'j F')} – {day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


def as_date(value: Any) -> datetime.date | None:
    """The date in a frozen content, where dates are text."""
    if not value:
        return None
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value[:10])


def journey_of(programme: Programme, here: Workshop | None = None) -> Journey:
    """The programme's workshops as a line of stops. One query."""
    workshops = (
        Workshop.objects.filter(programme=programme, starts_on__isnull=False)
        .select_related("city")
        .order_by("starts_on", "pk")
    )
    return Journey.of(list(workshops), here=here)
