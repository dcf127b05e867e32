from django.http import HttpResponse


def overview(request, **kwargs):
    return HttpResponse("overview")


def report_list(request, **kwargs):
    return HttpResponse("report_list")


def document_list(request, **kwargs):
    return HttpResponse("document_list")


def final_report(request, **kwargs):
    return HttpResponse("final_report")


def city_report(request, **kwargs):
    return HttpResponse("city_report")


def document(request, **kwargs):
    return HttpResponse("document")
