from django.http import HttpResponse


def report_list(request, **kwargs):
    return HttpResponse("report_list")


def final_report(request, **kwargs):
    return HttpResponse("final_report")


def city_report(request, **kwargs):
    return HttpResponse("city_report")
