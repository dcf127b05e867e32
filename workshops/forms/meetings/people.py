"""What somebody of choice B says beforehand, and the filter of those whom one could meet."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.directory.languages import language_choices, language_name, read_languages
from programme.forms import PartialSaveMixin, page_helper, remember_initial
from programme.forms.base import FilterForm
from programme.models import Cluster, OfferKind, PartneringTopic
from programme.plain import plain
from workshops.matchmaking.people import Person
from workshops.matchmaking.times import place_in_time
from workshops.models import MeetingSlot, Networker
from workshops.services.meetings.networkers import OwnOffer

# Blank rows for offers and searches, and how many one person may have.
BLANK_ROWS = 3
MOST_ROWS = 20
# More clusters than these are not listed after a search that fits several.
MOST_NAMED = 6

T = TypeVar("T")


class LanguagesField(forms.CharField):
    """Languages in words, “English, Swedish”; cleans to their codes with a space between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(language_name(code) for code in (value or "").split())

    def clean(self, value: Any) -> str:
        codes = read_languages(super().clean(value) or "")
        if len(codes) > 80:
            raise ValidationError(_("Name fewer languages, please."))
        return codes

    def has_changed(self, initial: Any, data: Any) -> bool:
        # In words where the page carries them.
        try:
            return read_languages(initial or "") != read_languages(data or "")
        except ValidationError:
            return True


class SlotsField(forms.ModelMultipleChoiceField):
    """Some of the slots; a number that no row can have is none of them."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            # One value is looked up with care by Django itself, several are not: SQLite knows no
            # such number. PostgreSQL finds no row of it; this says the same.
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": max(value, key=len)},
            ) from error


class NetworkerForm(PartialSaveMixin):
    """All but the offers and searches, which are rows of their own.

    ``clusters`` are those whose names may be written, ``own`` those that are offered.
    """

    # The page says that nothing is.
    marks_optional = False
    cluster_name = forms.CharField(
        label=gettext_lazy("Cluster"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Its name, or a part of it that no other has."),
    )
    languages = LanguagesField(
        label=gettext_lazy("Languages in which you can talk"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("With a comma between them: “English, German”."),
    )
    # Those that the page showed: a box says nothing where it is not ticked.
    away_shown = forms.CharField(widget=forms.HiddenInput, required=False)
    away = SlotsField(
        MeetingSlot.objects.none(),
        label=gettext_lazy("Times at which you cannot come"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Networker
        fields = ["about", "languages", "interpreter", "wants_meetings"]
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "interpreter": gettext_lazy("If you need an interpreter: for which language?"),
            "wants_meetings": gettext_lazy("Others may find me here and ask me for a meeting."),
        }
        help_texts = {
            "about": gettext_lazy("What others should know before they ask you."),
            "wants_meetings": gettext_lazy(
                "Otherwise you stand in no list here, and can still ask others yourself."
            ),
        }

    def __init__(
        self,
        *args: Any,
        clusters: QuerySet[Cluster],
        own: Sequence[Cluster],
        slots: QuerySet[MeetingSlot],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clusters, self.own = clusters, own
        if self.instance.cluster:
            self.initial["cluster_name"] = self.instance.cluster.name
        self.fields["cluster_name"].widget.attrs["list"] = "own-clusters"
        self.fields["about"].widget.attrs |= {"data-count": "characters", "data-most": 300}
        self.fields["interpreter"] = forms.ChoiceField(
            label=self.fields["interpreter"].label,
            required=False,
            choices=[("", _("No interpreter needed")), *language_choices()],
        )
        self._offer_times(slots)
        if not self.is_new:
            remember_initial(self, but=(SlotsField,))
        self.helper = page_helper(
            "cluster_name",
            "about",
            Row(Column("languages"), Column("interpreter")),
            *(["away_shown", "away"] if "away" in self.fields else []),
            "wants_meetings",
        )

    def _offer_times(self, slots: QuerySet[MeetingSlot]) -> None:
        field = self.fields["away"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  for the checker
        field.queryset = slots
        if not slots:
            del self.fields["away"], self.fields["away_shown"]
            return
        cast(Any, field).label_from_instance = place_in_time
        if self.instance.pk:
            away = [slot.pk for slot in self.instance.away.all()]
            self.initial["away"] = away
            self.initial["away_shown"] = " ".join(map(str, away))

    def clean_cluster_name(self) -> str:
        name: str = self.cleaned_data["cluster_name"].strip()
        self.found: Cluster | None = None
        if not name:
            return name
        exact = list(self.clusters.filter(name__iexact=name)[:2])
        found = exact or list(self.clusters.filter(search_text__contains=plain(name))[:50])
        if len(found) == 1:
            self.found = found[0]
            return name
        if not found:
            raise ValidationError(
                _(
                    "No cluster of the programme is called “%(name)s”. Leave it empty if yours is "
                    "not in the directory."
                ),
                params={"name": name},
            )
        named = ", ".join(cluster.name for cluster in found[:MOST_NAMED])
        raise ValidationError(
            _("Several clusters fit: %(clusters)s. Write the whole name."),
            params={"clusters": named},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "cluster_name" in cleaned:
            self.instance.cluster = self.found
        return cleaned

    @property
    def away_now(self) -> list[MeetingSlot] | None:
        """What is stored, but for what the person changed; None where there are no times."""
        if "away" not in self.fields:
            return None
        stored = self.initial.get("away_shown", "")
        shown = self.data.get(self.add_prefix("away_shown"), stored).split()
        ticked = [str(slot.pk) for slot in self.cleaned_data["away"]]
        away = with_changes(stored.split(), shown, ticked)
        slots = cast(Any, self.fields["away"]).queryset
        return [slot for slot in slots if str(slot.pk) in away]

    @property
    def changed_columns(self) -> list[str]:
        changed = [*self.changed_data]
        return [*changed, "cluster"] if "cluster_name" in changed else changed


def with_changes(stored: Sequence[T], shown: Sequence[T], said: Sequence[T]) -> list[T]:
    """What is stored, without what a person took away from a page, and with what was added."""
    kept = [one for one in stored if one in said or one not in shown]
    return kept + [one for one in said if one not in shown and one not in kept]


class OfferForm(forms.Form):
    """One offer or search. A row without a topic is none."""

    kind = forms.ChoiceField(
        label=gettext_lazy("You offer or seek"), choices=OfferKind.choices, required=False
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        choices=[("", gettext_lazy("Nothing")), *PartneringTopic.choices],
        required=False,
    )
    words = forms.CharField(label=gettext_lazy("In your own words"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "words" else "form-select"
        remember_initial(self)

    @property
    def shown(self) -> OwnOffer:
        """The row as the page showed it."""
        kind, topic, words = (
            self.data.get(self.add_initial_prefix(name), self.initial.get(name, ""))
            for name in ("kind", "topic", "words")
        )
        return kind, topic, words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("words") and not cleaned.get("topic"):
            self.add_error("topic", _("Say which topic this is about."))
        if cleaned.get("topic") and not cleaned.get("kind"):
            self.add_error("kind", _("Say whether you offer or seek it."))
        return cleaned


class OfferFormSet(forms.BaseFormSet):
    """The rows that are there, and some blank ones; what has no topic is left out."""

    @property
    def offers(self) -> list[OwnOffer]:
        """Those that are stored, but for what the person changed."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("topic")]
        said = [(row["kind"], row["topic"], row["words"].strip()) for row in rows]
        stored = [(row["kind"], row["topic"], row["words"]) for row in self.initial or []]
        return with_changes(stored, [cast(Any, form).shown for form in self.forms], said)


def offer_rows(data: Any, networker: Networker | None) -> Any:
    """The table of offers and searches of one person."""
    made = forms.formset_factory(
        OfferForm,
        formset=OfferFormSet,
        extra=BLANK_ROWS,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    rows = networker.offers.all() if networker and networker.pk else []
    initial = [{"kind": row.kind, "topic": row.topic, "words": row.words} for row in rows]
    return made(data, prefix="offer", initial=initial)


class PeopleFilter(FilterForm):
    """Which people of choice B are shown; read from the address. What makes no sense is ignored."""

    q = forms.CharField(label=gettext_lazy("Name, cluster or words"), required=False)
    city = forms.ChoiceField(label=gettext_lazy("City"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False)
    offers = forms.ChoiceField(
        label=gettext_lazy("Offers"),
        required=False,
        choices=[("", gettext_lazy("Anything")), *PartneringTopic.choices],
    )
    seeks = forms.ChoiceField(
        label=gettext_lazy("Seeks"),
        required=False,
        choices=[("", gettext_lazy("Anything")), *PartneringTopic.choices],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        persons = list(persons)
        cities = {city_slug(one): one.city_name for one in persons if city_slug(one)}
        sectors = {one.sector.slug: one.sector.name for one in persons if one.sector}
        languages = {code: language_name(code) for one in persons for code in one.languages}
        for name, nothing, found in (
            ("city", _("All cities"), cities),
            ("sector", _("All sectors"), sectors),
            ("language", _("Any"), languages),
        ):
            in_order = sorted(found.items(), key=lambda pair: plain(pair[1]))
            self.fields[name].choices = [("", nothing), *in_order]  # type: ignore[attr-defined]

    def apply(self, persons: Iterable[Person]) -> list[Person]:
        self.is_valid()
        chosen = self.cleaned_data
        words = plain(chosen.get("q", "")).split()
        return [
            one
            for one in persons
            if all(word in one.search_text for word in words)
            and chosen.get("city", "") in {"", city_slug(one)}
            and chosen.get("sector", "") in {"", one.sector.slug if one.sector else None}
            and (not chosen.get("offers") or chosen["offers"] in one.offers)
            and (not chosen.get("seeks") or chosen["seeks"] in one.seeks)
            and (not chosen.get("language") or chosen["language"] in one.languages)
        ]

    @property
    def is_set(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


def city_slug(person: Person) -> str:
    if person.registration.city:
        return person.registration.city.slug
    return person.cluster.city.slug if person.cluster and person.cluster.city else ""
