from django.http import HttpResponse


def attachment_create(request, **kwargs):
    return HttpResponse("attachment_create")


def attachment_download(request, **kwargs):
    return HttpResponse("attachment_download")


def attachment_delete(request, **kwargs):
    return HttpResponse("attachment_delete")
