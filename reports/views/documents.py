from django.http import HttpResponse
from django.views import View


class DocumentList(View):
    def get(self, request, **kwargs):
        return HttpResponse("document_list")


def document_detail(request, **kwargs):
    return HttpResponse("document")


def document_request(request, **kwargs):
    return HttpResponse("document_request")


def document_retry(request, **kwargs):
    return HttpResponse("document_retry")


def document_download(request, **kwargs):
    return HttpResponse("document_download")
