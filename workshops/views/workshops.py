from django.http import HttpResponse


def workshop_detail(request, **kwargs):
    return HttpResponse("workshop_detail")


def calendar(request, **kwargs):
    return HttpResponse("calendar")


def workshop_edit(request, **kwargs):
    return HttpResponse("workshop_edit")


def edit_preview(request, **kwargs):
    return HttpResponse("edit_preview")


def workshop_list(request, **kwargs):
    return HttpResponse("workshop_list")


def workshop_create(request, **kwargs):
    return HttpResponse("workshop_create")


def create_preview(request, **kwargs):
    return HttpResponse("create_preview")
