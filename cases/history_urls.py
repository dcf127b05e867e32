"""Addresses below the history of a case."""

from django.urls import path

from cases.views import history

urlpatterns = [
    path("", history.case_history, name="history"),
    path("keep/", history.version_create, name="version_create"),
    path("compare/", history.version_compare, name="version_compare"),
    path("versions/<int:number>/restore/", history.version_restore, name="version_restore"),
    path("topics/<slug:topic>/", history.answer_history, name="answer_history"),
    path(
        "topics/<slug:topic>/<int:version>/restore/", history.answer_restore, name="answer_restore"
    ),
]
