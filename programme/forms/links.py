"""Forms of links between clusters."""

import datetime
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.access import Seat
from programme.days import validate_day
from programme.forms.base import FilterForm, offer, page_helper
from programme.forms.cluster_picker import ClusterField, cluster_by_slug
from programme.links.choosing import own_clusters
from programme.links.reading import quiet_since, refusal_of
from programme.links.services import Agreement, Change
from programme.models import City, Cluster, ClusterLink, LinkStatus, Sector
from programme.models.cluster import ClusterQuerySet
from programme.plain import plain

LONGEST_NOTE = 1000
# Beside the words of an agreement in one entry of the log.
LONGEST_WORDS = 400


class LinkForm(forms.Form):
    """Two clusters, and what their link is about."""

    cluster = ClusterField(label=_("One cluster"))
    other = ClusterField(label=_("The other cluster"))
    about = forms.CharField(
        label=_("What it is about"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters", "data-most": "300"}),
        help_text=_("In a sentence: what each could give the other, or do together."),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, to_field_name="slug"
    )

    def __init__(
        self,
        *args: Any,
        seat: Seat,
        wanted: "Wanted",
        refusal: Callable[[Cluster, Cluster], str] | None = None,
        **kwargs: Any,
    ) -> None:
        """``refusal`` says why the person may not join two clusters; without it, the one of
        ``programme.links.reading`` holds."""
        super().__init__(*args, **kwargs)
        self.refusal = refusal or partial(refusal_of, seat.user)
        clusters = clusters_for(seat)
        url = reverse("programme:link_clusters", args=[seat.programme.slug])
        first = own_clusters(clusters, seat.user)
        beside = clusters.filter(sector=wanted.sector) if wanted.sector else clusters.none()
        if wanted.cities:
            beside = clusters.filter(city__in=wanted.cities)
        if wanted.cluster:
            beside = beside.exclude(pk=wanted.cluster.pk)
        self._field("cluster").offer(
            clusters, first=first, chosen=wanted.cluster, matches_url=url, takes_only=True
        )
        self._field("other").offer(clusters, first=beside, chosen=wanted.other, matches_url=url)
        sectors = Sector.objects.visible_to(seat.user).in_programme(seat.programme)
        offer(self, "sector", sectors, nothing=_("No sector"))
        if wanted.sector:
            self.initial["sector"] = wanted.sector.slug
        self.helper = page_helper("cluster", "other", "about", "sector")

    def _field(self, name: str) -> ClusterField:
        field = self.fields[name]
        assert isinstance(field, ClusterField)  # noqa: S101  for the type checker
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        one, other = cleaned.get("cluster"), cleaned.get("other")
        if one and other and one.pk == other.pk:
            self.add_error("other", _("A link joins two different clusters. Choose another one."))
        elif one and other and (refusal := self.refusal(one, other)):
            self.add_error("cluster", refusal)
        return cleaned


class Wanted:
    """What the address of the form asks for: two clusters and a sector, each or none.

    While the other cluster is not known, those of ``cities`` are proposed, else of the sector.
    """

    def __init__(
        self,
        cluster: Cluster | None = None,
        other: Cluster | None = None,
        sector: Sector | None = None,
        cities: Collection[int] = (),
    ) -> None:
        self.cluster, self.other, self.cities = cluster, other, cities
        self.sector = sector or (cluster.sector if cluster else None)

    @classmethod
    def of(cls, seat: Seat, query: Mapping[str, str]) -> "Wanted":
        """From ``cluster``, ``with`` and ``sector``. What makes no sense is left out."""
        clusters = clusters_for(seat)
        sectors = Sector.objects.visible_to(seat.user).in_programme(seat.programme)
        slug = query.get("sector", "")
        return cls(
            cluster_by_slug(clusters, query.get("cluster", "")),
            cluster_by_slug(clusters, query.get("with", "")),
            sectors.filter(slug=slug).first() if slug and "\0" not in slug else None,
        )


def clusters_for(seat: Seat) -> ClusterQuerySet:
    return Cluster.objects.visible_to(seat.user).in_programme(seat.programme)


class SeenMixin(forms.Form):
    """A form that brings along what its reader saw, so that nobody overwrites the unseen."""

    def after_reading(self, **seen: str) -> None:
        """Let whoever has read what stands there now go on: sent again, it is taken."""
        self.data = {**cast("QueryDict", self.data).dict(), **seen}


class LinkEditForm(SeenMixin):
    """What a link is about, and its sector, with what stood there when the form was opened."""

    about = forms.CharField(
        label=_("What it is about"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters", "data-most": "300"}),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, to_field_name="slug"
    )
    seen_about = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_sector = forms.ModelChoiceField(
        Sector.objects.none(), required=False, to_field_name="slug", widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, link: ClusterLink, sectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sector", sectors, nothing=_("No sector"))
        offer(self, "seen_sector", sectors)
        seen = self.seen_in(link)
        self.initial.update(seen, about=seen["seen_about"], sector=seen["seen_sector"])
        self.helper = page_helper("about", "sector", "seen_about", "seen_sector")

    @staticmethod
    def seen_in(link: ClusterLink) -> dict[str, str]:
        sector = link.sector.slug if link.sector else ""
        return {"seen_about": link.about, "seen_sector": sector}

    def changes(self) -> dict[str, Change]:
        """What the person touched."""
        pairs = {
            name: Change(self.cleaned_data[f"seen_{name}"], self.cleaned_data[name])
            for name in ("about", "sector")
        }
        return {name: pair for name, pair in pairs.items() if pair.seen != pair.new}


class StepForm(SeenMixin):
    """A step of a link, with the words that belong to it."""

    agreement = forms.CharField(
        label=_("What was agreed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters", "data-most": "500"}),
    )
    agreed_on = forms.DateField(
        label=_("Agreed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters"}),
        help_text=_("It stands in the log of the link, with your name and today’s date."),
    )
    seen = forms.ChoiceField(choices=LinkStatus, widget=forms.HiddenInput)

    def __init__(self, *args: Any, link: ClusterLink, to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = link.status
        if to == LinkStatus.AGREED:
            self.initial["agreed_on"] = timezone.localdate()
        else:
            del self.fields["agreement"], self.fields["agreed_on"]
        words = self.fields["words"]
        if to == LinkStatus.CLOSED:
            words.label, words.required = _("Why it is closed"), True
            words.max_length = 300  # type: ignore[attr-defined]
            words.validators.append(MaxLengthValidator(300))
        words.widget.attrs["data-most"] = str(words.max_length)  # type: ignore[attr-defined]
        self.helper = page_helper(*self.fields)

    def clean_agreed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["agreed_on"]
        validate_day(day)
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Write when it was agreed."))
        return day

    @property
    def agreement_given(self) -> Agreement | None:
        if "agreement" not in self.fields:
            return None
        return Agreement(self.cleaned_data["agreement"], self.cleaned_data["agreed_on"])


class NoteForm(forms.Form):
    """What happened between two clusters, without a step."""

    words = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": "characters", "data-most": "1000"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("words")


SORTS = {
    "changed": (_("Last heard of first"), ("-changed_at", "-pk")),
    "waiting": (_("Longest quiet first"), ("changed_at", "pk")),
    "newest": (_("Newest first"), ("-created_at", "-pk")),
    "name": (_("By name"), ("first__name", "second__name", "pk")),
}


class LinkFilter(FilterForm):
    """Which links the list shows, and in which order; read from the address."""

    q = forms.CharField(
        label=_("Cluster or words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *LinkStatus.choices]
    )
    city = forms.ModelChoiceField(
        City.objects.none(),
        label=_("City-region"),
        required=False,
        to_field_name="slug",
        empty_label=_("All city-regions"),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=_("Sector"),
        required=False,
        to_field_name="slug",
        empty_label=_("All sectors"),
    )
    quiet = forms.ChoiceField(
        label=_("Heard of"),
        required=False,
        choices=[("", _("At any time")), ("yes", _("Open, and quiet for 6 months"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(key, label) for key, (label, _order) in SORTS.items()],
    )

    def __init__(self, *args: Any, cities: Any, sectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "city", cities)
        offer(self, "sector", sectors)

    @property
    def is_narrowing(self) -> bool:
        """Whether the list leaves links out."""
        return any(value for name, value in self.cleaned_data.items() if name != "sort")

    def apply(self, links: Any) -> Any:
        """The links that match, in order; a value that makes no sense is shown at its field."""
        self.is_valid()
        chosen = self.cleaned_data
        if status := chosen.get("status"):
            links = links.filter(status=status)
        if city := chosen.get("city"):
            links = links.filter(Q(first__city=city) | Q(second__city=city))
        if sector := chosen.get("sector"):
            links = links.filter(sector=sector)
        if chosen.get("quiet"):
            links = links.open().filter(changed_at__lt=quiet_since())
        for word in plain(chosen.get("q", "")).split():
            links = links.filter(
                Q(first__search_text__contains=word)
                | Q(second__search_text__contains=word)
                | Q(about__icontains=word)
            )
        return links.order_by(*SORTS[chosen.get("sort") or "changed"][1])
