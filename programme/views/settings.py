from django.http import HttpResponse
from django.views import View


class ProgrammeUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ProgrammeUpdate")


def logo(request, **kwargs):
    return HttpResponse("logo")


class ObjectiveCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ObjectiveCreate")


class ObjectiveUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ObjectiveUpdate")


class ObjectiveDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ObjectiveDelete")


class GroupCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("GroupCreate")


class GroupUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("GroupUpdate")


class GroupDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("GroupDelete")


class PartnerCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("PartnerCreate")


class PartnerUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("PartnerUpdate")


class PartnerDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("PartnerDelete")
