from django.http import HttpResponse


def workshop_list(request, **kwargs):
    return HttpResponse("workshop_list")


def workshop_detail(request, **kwargs):
    return HttpResponse("workshop_detail")
