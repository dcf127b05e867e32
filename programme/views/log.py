from django.views.generic import ListView

from programme.access import VisibleMixin, require
from programme.forms.log import LogFilter
from programme.models import Activity, City


class ActivityList(VisibleMixin, ListView):
    model = Activity
    queryset = Activity.objects.select_related("actor", "city__group")
    paginate_by = 50

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_staff or request.seat.is_editor)
        cities = City.objects.visible_to(request.user).in_programme(request.programme)
        if not request.seat.is_staff:
            cities = cities.filter(pk__in=[city.pk for city in request.seat.edited_cities])
        self.filter = LogFilter(request.GET, cities=cities)

    def get_queryset(self):
        return self.filter.apply(super().get_queryset())

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, **kwargs)
