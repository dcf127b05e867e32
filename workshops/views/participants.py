from django.http import HttpResponse


def registration_list(request, **kwargs):
    return HttpResponse("registration_list")


def register(request, **kwargs):
    return HttpResponse("register")


def registration_create(request, **kwargs):
    return HttpResponse("registration_create")


def registration_edit(request, **kwargs):
    return HttpResponse("registration_edit")


def choose(request, **kwargs):
    return HttpResponse("choose")


def registration_withdraw(request, **kwargs):
    return HttpResponse("registration_withdraw")
