"""Opening a case, its cluster and workshop, and its distribution."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cases.editions.distribution import Timing
from cases.models import Case
from programme.forms.base import PartialSaveMixin, page_helper
from programme.forms.carried import remember_initial
from programme.models import City, Cluster, Programme, User
from workshops.models import Workshop


class ClusterChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.city.name}: {obj.name}"


class CaseOpenForm(forms.Form):
    """Open the case of a city: the cluster says which city it is."""

    cluster = ClusterChoice(
        Cluster.objects.none(),
        label=gettext_lazy("Cluster"),
        help_text=gettext_lazy("One case per city. Cities that have a case are not listed."),
        empty_label=gettext_lazy("Choose a cluster"),
    )

    def __init__(
        self, *args: Any, user: User, programme: Programme, city: City | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        clusters = (
            Cluster.objects.visible_to(user)
            .in_programme(programme)
            .filter(city__isnull=False, city__case=None)
            .select_related("city")
            .order_by("city__position", "name")
        )
        if city is not None:
            clusters = clusters.filter(city=city)
        self.clusters = clusters
        self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]
        self.helper = page_helper("cluster")


class CaseEditForm(PartialSaveMixin, forms.ModelForm):
    """Which cluster the case is about, and at which workshop it is discussed."""

    class Meta:
        model = Case
        fields = ["cluster", "workshop"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        city = self.instance.city
        self.fields["cluster"].queryset = (  # type: ignore[attr-defined]
            Cluster.objects.visible_to(user).filter(city=city)
        )
        self.fields["workshop"].queryset = (  # type: ignore[attr-defined]
            Workshop.objects.visible_to(user).filter(city=city).select_related("city", "programme")
        )
        remember_initial(self)
        self.helper = page_helper("cluster", "workshop")


class DistributeForm(forms.Form):
    """Asks for a reason, and only when it is late."""

    late_reason = forms.CharField(
        label=gettext_lazy("Why is it late?"),
        help_text=gettext_lazy("Recorded with the case and shown in its history."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy(
                "The case is late. Say why, or give the workshop a later date first."
            )
        },
    )

    def __init__(self, *args: Any, timing: Timing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if timing is None or not timing.is_late:
            del self.fields["late_reason"]
        self.helper = page_helper(*self.fields)
