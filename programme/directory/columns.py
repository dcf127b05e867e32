"""The columns of a profile, named once: for the form, the comparison, and what is exchanged as a
table.

``written`` and ``read`` are each other’s inverse: what a column writes as text, it reads as the
same value. ``read`` takes what people write: a choice by its words or its key, a city by its name
or address, a number with a comma.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from programme.directory.languages import language_name, read_languages
from programme.directory.offers import read_offers, written_offers
from programme.models import (
    Actor,
    City,
    Cluster,
    Ecosystem,
    Income,
    LegalForm,
    OfferKind,
    QualityLabel,
    Sector,
)
from programme.plain import plain


class Kind(Enum):
    """What stands in a column, and so how it is read and written."""

    WORDS = "words"  # str
    LINES = "lines"  # str, one a line; read also with semicolons between them
    CHOICE = "choice"  # str, one of ``choices``
    WHOLE = "whole"  # int or None
    DECIMAL = "decimal"  # Decimal or None
    DAY = "day"  # date or None
    YES_NO = "yes_no"  # bool or None
    COUNTRY = "country"  # str, two letters
    LANGUAGES = "languages"  # str, codes with a space between them
    CITY = "city"  # City or None
    SECTOR = "sector"  # Sector or None
    OFFERS = "offers"  # list of (topic, words); not a field of Cluster but rows of ClusterOffer


class Part(TextChoices):
    """The parts of a profile."""

    NAME = "name", _("Name and summary")
    PLACE = "place", _("Where it is")
    FIELD = "field", _("What it is about")
    ORGANISATION = "organisation", _("Its organisation")
    MEMBERS = "members", _("Its members")
    MONEY = "money", _("Its money")
    LABEL = "label", _("Quality label")
    SOURCE = "source", _("Where these figures come from")
    PARTNERS = "partners", _("Partner search")


@dataclass(frozen=True)
class Surroundings:
    """The rows of a programme that a text can name."""

    cities: dict[str, City] = field(default_factory=dict)
    sectors: dict[str, Sector] = field(default_factory=dict)

    @classmethod
    def of(cls, cities: Iterable[City], sectors: Iterable[Sector]) -> "Surroundings":
        return cls(_by_words(cities), _by_words(sectors))


def _by_words(rows: Iterable[Any]) -> dict[str, Any]:
    rows = list(rows)
    return {plain(row.name): row for row in rows} | {row.slug: row for row in rows}


@dataclass(frozen=True)
class Column:
    """One column of a profile. ``key`` is the field of Cluster, or “offers” and “seeks”."""

    key: str
    label: Any
    kind: Kind
    part: Part
    choices: type[TextChoices] | None = None

    def value(self, cluster: Cluster) -> Any:
        """What the profile says, as ``read`` would give it. Offers are read with the cluster."""
        if self.kind is Kind.OFFERS:
            kind = KIND_OF[self.key]
            return [(row.topic, row.words) for row in cluster.offers.all() if row.kind == kind]
        value = getattr(cluster, self.key)
        return value.code if self.kind is Kind.COUNTRY else value

    def written(self, cluster: Cluster) -> str:
        """The value as it stands in a table that is exchanged; ``read`` reads it again."""
        return self.as_text(self.value(cluster))

    def as_text(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if writer := WRITERS.get(self.kind):
            return writer(value)
        return str(self.choices(value).label) if self.choices else str(value)

    def read(self, text: str, surroundings: Surroundings) -> Any:
        """The value that the text means, empty for an empty one. Raises ValidationError."""
        text = text.strip()
        if self.choices:
            return _read_choice(text, self.choices)
        return READERS[self.kind](text, surroundings)

    def shown(self, cluster: Cluster) -> str:
        """The value as people read it on a page; with what follows from its city or sector."""
        follows = {"country": "country_code", "ecosystem": "ecosystem_known"}.get(self.key)
        value = getattr(cluster, follows) if follows else self.value(cluster)
        if value is None or value == "":
            return ""
        if self.kind is Kind.DAY:
            return date_format(value, "j F Y")
        if self.kind is Kind.COUNTRY:
            return str(countries.name(value))
        if self.part is Part.MONEY and self.kind is Kind.WHOLE:
            return f"{value} %"
        if self.kind is Kind.LANGUAGES:
            return ", ".join(map(language_name, value.split()))
        return f"{value.normalize():f}" if self.kind is Kind.DECIMAL else self.as_text(value)


KIND_OF = {"offers": OfferKind.OFFER, "seeks": OfferKind.SEEK}


def _read_words(text: str, _surroundings: Surroundings) -> str:
    return text


def read_lines(text: str) -> str:
    """One a line, whether they came so or with semicolons between them."""
    lines = (" ".join(line.split()) for line in text.replace(";", "\n").splitlines())
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _read_choice(text: str, choices: type[TextChoices]) -> str:
    wanted = plain(text)
    for value, label in choices.choices:
        if wanted in (value, plain(str(label))):
            return str(value)
    if not wanted:
        return ""
    raise ValidationError(
        _("“%(text)s” is none of these: %(choices)s."),
        params={"text": text, "choices": ", ".join(map(str, choices.labels))},
    )


def _read_whole(text: str, _surroundings: Surroundings) -> int | None:
    if not text:
        return None
    # A spreadsheet writes 110 as 110.0.
    bare = text.replace("\u00a0", "").replace(" ", "").removesuffix("%").removesuffix(".0")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 12:
        raise ValidationError(_("“%(text)s” is not a whole number."), params={"text": text})
    return int(bare)


def _read_decimal(text: str, _surroundings: Surroundings) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValidationError(_("“%(text)s” is not a number."), params={"text": text})
    return number


def _read_day(text: str, _surroundings: Surroundings) -> datetime.date | None:
    if not text:
        return None
    try:
        # A spreadsheet adds the time of day.
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a day. Write it like 2010-06-30."), params={"text": text}
        ) from None


def _read_yes_no(text: str, _surroundings: Surroundings) -> bool | None:
    wanted = plain(text)
    if not wanted:
        return None
    if wanted in {"yes", "true", "1", "x", plain(gettext("yes"))}:
        return True
    if wanted in {"no", "false", "0", plain(gettext("no"))}:
        return False
    raise ValidationError(_("“%(text)s” is neither yes nor no."), params={"text": text})


def _read_country(text: str, _surroundings: Surroundings) -> str:
    if not text:
        return ""
    wanted = plain(text)
    for code, name in countries:
        if wanted in (code.casefold(), plain(str(name))):
            return str(code)
    raise ValidationError(_("No country is called “%(text)s”."), params={"text": text})


def _read_city(text: str, surroundings: Surroundings) -> City | None:
    if not text:
        return None
    if city := surroundings.cities.get(plain(text)):
        return city
    raise ValidationError(
        _("“%(text)s” is no partner city. Say its place and country instead."),
        params={"text": text},
    )


def _read_sector(text: str, surroundings: Surroundings) -> Sector | None:
    if not text:
        return None
    if sector := surroundings.sectors.get(plain(text)):
        return sector
    raise ValidationError(
        _("The programme has no sector “%(text)s”. The coordinator adds it on the map."),
        params={"text": text},
    )


READERS: dict[Kind, Callable[[str, Surroundings], Any]] = {
    Kind.WORDS: _read_words,
    Kind.LINES: lambda text, _surroundings: read_lines(text),
    Kind.WHOLE: _read_whole,
    Kind.DECIMAL: _read_decimal,
    Kind.DAY: _read_day,
    Kind.YES_NO: _read_yes_no,
    Kind.COUNTRY: _read_country,
    Kind.LANGUAGES: lambda text, _surroundings: read_languages(text),
    Kind.CITY: _read_city,
    Kind.SECTOR: _read_sector,
    Kind.OFFERS: lambda text, _surroundings: read_offers(text),
}

WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: lambda day: day.isoformat(),
    Kind.YES_NO: lambda said: gettext("yes") if said else gettext("no"),
    Kind.CITY: lambda city: city.name,
    Kind.SECTOR: lambda sector: sector.name,
    Kind.LANGUAGES: lambda codes: ", ".join(codes.split()),
    Kind.OFFERS: lambda rows: written_offers(rows),
}


def _of_cluster(
    key: str, kind: Kind, part: Part, choices: type[TextChoices] | None = None
) -> Column:
    return Column(key, Cluster._meta.get_field(key).verbose_name, kind, part, choices)  # type: ignore[union-attr]


COLUMNS = (
    _of_cluster("name", Kind.WORDS, Part.NAME),
    _of_cluster("reference", Kind.WORDS, Part.NAME),
    _of_cluster("summary", Kind.WORDS, Part.NAME),
    _of_cluster("city", Kind.CITY, Part.PLACE),
    _of_cluster("place", Kind.WORDS, Part.PLACE),
    _of_cluster("country", Kind.COUNTRY, Part.PLACE),
    _of_cluster("sector", Kind.SECTOR, Part.FIELD),
    _of_cluster("ecosystem", Kind.CHOICE, Part.FIELD, Ecosystem),
    _of_cluster("themes", Kind.LINES, Part.FIELD),
    _of_cluster("themes_from_members", Kind.YES_NO, Part.FIELD),
    _of_cluster("founded_year", Kind.WHOLE, Part.ORGANISATION),
    _of_cluster("founded_note", Kind.WORDS, Part.ORGANISATION),
    _of_cluster("legal_form", Kind.CHOICE, Part.ORGANISATION, LegalForm),
    _of_cluster("legal_form_detail", Kind.WORDS, Part.ORGANISATION),
    _of_cluster("manager", Kind.WORDS, Part.ORGANISATION),
    _of_cluster("email", Kind.WORDS, Part.ORGANISATION),
    _of_cluster("website", Kind.WORDS, Part.ORGANISATION),
    _of_cluster("languages", Kind.LANGUAGES, Part.ORGANISATION),
    _of_cluster("staff", Kind.DECIMAL, Part.ORGANISATION),
    *(_of_cluster(actor, Kind.WHOLE, Part.MEMBERS) for actor in Actor.values),
    *(_of_cluster(source, Kind.WHOLE, Part.MONEY) for source in Income.values),
    _of_cluster("funded_until", Kind.DAY, Part.MONEY),
    _of_cluster("label", Kind.CHOICE, Part.LABEL, QualityLabel),
    _of_cluster("label_on", Kind.DAY, Part.LABEL),
    _of_cluster("profile_as_of", Kind.DAY, Part.SOURCE),
    _of_cluster("profile_source", Kind.WORDS, Part.SOURCE),
    Column("offers", OfferKind.OFFER.label, Kind.OFFERS, Part.PARTNERS),
    Column("seeks", OfferKind.SEEK.label, Kind.OFFERS, Part.PARTNERS),
)

BY_KEY = {column.key: column for column in COLUMNS}
