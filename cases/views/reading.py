from django.http import HttpResponse
from django.views.generic import View


class CaseList(View):
    def get(self, request, **kwargs):
        return HttpResponse("case_list")


def case_detail(request, **kwargs):
    return HttpResponse("case_detail")
