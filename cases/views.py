from django.http import HttpResponse


def case_list(request, **kwargs):
    return HttpResponse("case_list")


def case_detail(request, **kwargs):
    return HttpResponse("case_detail")
