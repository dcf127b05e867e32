from django.http import HttpResponse


def action_create(request, **kwargs):
    return HttpResponse("action_create")


def action_edit(request, **kwargs):
    return HttpResponse("action_edit")


def action_delete(request, **kwargs):
    return HttpResponse("action_delete")


def action_answer(request, **kwargs):
    return HttpResponse("action_answer")
