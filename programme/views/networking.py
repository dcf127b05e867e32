from django.http import HttpResponse
from django.views import View


def networking(request, **kwargs):
    return HttpResponse("networking")


def map_row_edit(request, **kwargs):
    return HttpResponse("map_row_edit")


class SectorCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("SectorCreate")


class SectorUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("SectorUpdate")


class SectorDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("SectorDelete")
