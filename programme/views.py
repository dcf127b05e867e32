from django.http import HttpResponse


def home(request, **kwargs):
    return HttpResponse("home")


def resume(request, **kwargs):
    return HttpResponse("resume")


def workplan(request, **kwargs):
    return HttpResponse("workplan")


def networking(request, **kwargs):
    return HttpResponse("networking")


def city_list(request, **kwargs):
    return HttpResponse("city_list")


def cluster_list(request, **kwargs):
    return HttpResponse("cluster_list")


def people(request, **kwargs):
    return HttpResponse("people")


def city_detail(request, **kwargs):
    return HttpResponse("city_detail")


def cluster_detail(request, **kwargs):
    return HttpResponse("cluster_detail")
