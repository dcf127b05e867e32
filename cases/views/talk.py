from django.http import HttpResponse


def comment_list(request, **kwargs):
    return HttpResponse("comment_list")


def comment_create(request, **kwargs):
    return HttpResponse("comment_create")


def comment_resolve(request, **kwargs):
    return HttpResponse("comment_resolve")


def comment_reopen(request, **kwargs):
    return HttpResponse("comment_reopen")
