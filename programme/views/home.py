from django.http import HttpResponse
from django.views import View


def home(request, **kwargs):
    return HttpResponse("home")

def resume(request, **kwargs):
    return HttpResponse("resume")
