from django.http import HttpResponse
from django.views import View


class ClusterList(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ClusterList")

class ClusterCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ClusterCreate")

class ClusterDetail(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ClusterDetail")

class ClusterUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ClusterUpdate")

def figures_edit(request, **kwargs):
    return HttpResponse("figures_edit")

class ClusterDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ClusterDelete")
