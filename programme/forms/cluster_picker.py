"""A field in which one cluster of thousands is chosen: by words, then from a short list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.links.choosing import Matches, first_of, matches_of, matching
from programme.models import Cluster
from programme.models.cluster import ClusterQuerySet

LONGEST_WORDS = 100


@dataclass(frozen=True)
class Picked:
    """What was sent: the address of a cluster, and the words by which it was looked for."""

    slug: str = ""
    words: str = ""


class ClusterPicker(forms.Widget):
    """Without a script the words are sent with the form, and it comes back with the list."""

    template_name = "programme/_cluster_picker.html"
    use_fieldset = True
    # Where a script asks for the list while somebody is typing.
    matches_url = ""
    chosen: Cluster | None = None
    matches = Matches()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Picked:
        return Picked(
            (data.get(name) or "").strip(), (data.get(f"{name}_words") or "")[:LONGEST_WORDS]
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_words" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        return context | {
            "name": name,
            "words": value.words if isinstance(value, Picked) else "",
            "chosen": self.chosen,
            "matches": self.matches,
            "matches_url": self.matches_url,
        }


class ClusterField(forms.Field):
    """Cleans to the cluster. ``offer`` says among which, before it is drawn or cleaned."""

    widget = ClusterPicker

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clusters: ClusterQuerySet = Cluster.objects.none()

    @property
    def picker(self) -> ClusterPicker:
        return cast(ClusterPicker, self.widget)

    def offer(
        self,
        clusters: ClusterQuerySet,
        *,
        first: ClusterQuerySet,
        chosen: Cluster | None,
        matches_url: str,
        takes_only: bool = False,
    ) -> None:
        """Among ``clusters``; before anybody writes, some of ``first`` are shown.

        ``takes_only``: the only one of these is chosen already.
        """
        self.clusters, self.picker.matches_url = clusters, matches_url
        self.picker.matches = Matches((chosen,)) if chosen else first_of(first)
        self.picker.chosen = chosen or (self.picker.matches.only if takes_only else None)

    def clean(self, value: Picked) -> Cluster:
        """The chosen one, or the only one that the words name. Three queries at most."""
        typed = value.words.strip()
        if typed:
            self.picker.matches = matches_of(self.clusters, typed)
        # Words that do not name what was chosen before were written to look for another.
        chosen = cluster_by_slug(matching(self.clusters, typed), value.slug)
        if chosen is None and typed:
            chosen = self.picker.matches.only
        self.picker.chosen = chosen
        if chosen is not None:
            self.picker.matches = Matches((chosen,))
            return chosen
        if typed and not self.picker.matches.clusters:
            raise ValidationError(
                _("No cluster has “%(words)s” in its name or place. Write a shorter part of it."),
                params={"words": typed},
            )
        if typed:
            raise ValidationError(_("Several clusters match. Choose one of them."))
        raise ValidationError(_("Write a part of its name or place, then choose it."))


def cluster_by_slug(clusters: ClusterQuerySet, slug: str) -> Cluster | None:
    """The cluster with this address; None for whatever else an address can say. One query."""
    if not slug or "\0" in slug:
        return None
    return clusters.with_place_and_sector().filter(slug=slug).first()
