"""The addresses of the site and three more: the floors, the least that an answer can cost."""

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import include, path

from programme.models import City
from programme.views import search

# One visitor asks for what many would; the counting itself stays.
search.PAGE_RATE = search.TYPING_RATE = "1000000/m/user"


class CountQueries:
    """Say on every answer how many queries it took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count = 0

        def counted(execute, *arguments):
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response


def floor(request):
    """A small page of the site: logged in, one query of its own, twenty rows, the shell."""
    return render(request, "floor.html", {"cities": rows(request)})


def bare(request):
    """The same without the shell, to see what that costs."""
    return render(request, "bare.html", {"cities": rows(request)})


def nothing(request):
    """What every text that saves by itself pays first: the person, the seat, the fields read."""
    base = next(value for name, value in request.POST.items() if name.endswith("-base"))
    return JsonResponse({"base": base, "words": 0})


def rows(request):
    cities = City.objects.visible_to(request.user).in_programme(request.programme)
    return (list(cities) * 2)[:20]


urlpatterns = [
    path("<slug:programme>/bench/floor/", floor),
    path("<slug:programme>/bench/bare/", bare),
    path("<slug:programme>/bench/nothing/", nothing),
    path("", include("clusnet.urls")),
]
