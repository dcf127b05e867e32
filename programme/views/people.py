from django.http import HttpResponse
from django.views import View


def people(request, **kwargs):
    return HttpResponse("people")


def person_add(request, **kwargs):
    return HttpResponse("person_add")


class MembershipUpdate(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("MembershipUpdate")


class MembershipDelete(View):
    def dispatch(self, request, **kwargs):
        return HttpResponse("MembershipDelete")


def membership_invite(request, **kwargs):
    return HttpResponse("membership_invite")
