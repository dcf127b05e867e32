from django.http import HttpResponse
from django.views import View


class CityList(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("CityList")

class CityCreate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("CityCreate")

class CityDetail(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("CityDetail")

class CityUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("CityUpdate")

class CityDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("CityDelete")
