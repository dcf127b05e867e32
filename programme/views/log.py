from django.http import HttpResponse
from django.views import View


class ActivityList(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ActivityList")
