from django.http import HttpResponse


def agenda_edit(request, **kwargs):
    return HttpResponse("agenda_edit")


def agenda_create(request, **kwargs):
    return HttpResponse("agenda_create")


def agenda_copy(request, **kwargs):
    return HttpResponse("agenda_copy")


def agenda_release(request, **kwargs):
    return HttpResponse("agenda_release")


def agenda_withdraw(request, **kwargs):
    return HttpResponse("agenda_withdraw")


def item_create(request, **kwargs):
    return HttpResponse("item_create")


def item_edit(request, **kwargs):
    return HttpResponse("item_edit")


def item_delete(request, **kwargs):
    return HttpResponse("item_delete")
