"""The addresses of the site and one more: the floor, the least that a page can cost."""

from django.db import connection
from django.shortcuts import render
from django.urls import include, path

from programme.models import Programme


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
    """A logged-in user, one query, a small template, the same middleware."""
    return render(request, "floor.html", {"programmes": list(Programme.objects.all()[:5])})


urlpatterns = [
    path("bench/floor/", floor),
    path("", include("clusnet.urls")),
]
