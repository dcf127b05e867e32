from django.http import HttpResponse
from django.views import View


def workplan(request, **kwargs):
    return HttpResponse("workplan")

class ItemCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ItemCreate")

class ItemUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ItemUpdate")

class ItemDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("ItemDelete")

def item_done(request, **kwargs):
    return HttpResponse("item_done")

def item_open(request, **kwargs):
    return HttpResponse("item_open")
