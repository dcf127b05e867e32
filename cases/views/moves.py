from django.http import HttpResponse


def case_create(request, **kwargs):
    return HttpResponse("case_create")


def case_submit(request, **kwargs):
    return HttpResponse("case_submit")


def case_return(request, **kwargs):
    return HttpResponse("case_return")


def case_accept(request, **kwargs):
    return HttpResponse("case_accept")


def case_distribute(request, **kwargs):
    return HttpResponse("case_distribute")


def case_discuss(request, **kwargs):
    return HttpResponse("case_discuss")


def case_close(request, **kwargs):
    return HttpResponse("case_close")
