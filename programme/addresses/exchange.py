"""Addresses of clusters as files. They must come before those that end with a cluster's own."""

from django.urls import path, re_path

from programme.views import cluster_imports as views

urlpatterns = [
    re_path(
        r"^(?P<programme>[-\w]+)/clusters/directory\.(?P<kind>csv|xlsx)$",
        views.cluster_export,
        name="cluster_export",
    ),
    re_path(
        r"^(?P<programme>[-\w]+)/clusters/template\.(?P<kind>csv|xlsx)$",
        views.cluster_template,
        name="cluster_template",
    ),
    path("<slug:programme>/clusters/imports/", views.cluster_imports, name="cluster_imports"),
    path(
        "<slug:programme>/clusters/imports/<int:pk>/", views.cluster_import, name="cluster_import"
    ),
    path(
        "<slug:programme>/clusters/imports/<int:pk>/wrong.csv",
        views.cluster_import_wrong,
        name="cluster_import_wrong",
    ),
    path(
        "<slug:programme>/clusters/imports/<int:pk>/apply/",
        views.cluster_import_apply,
        name="cluster_import_apply",
    ),
    path(
        "<slug:programme>/clusters/imports/<int:pk>/read/",
        views.cluster_import_read,
        name="cluster_import_read",
    ),
    path(
        "<slug:programme>/clusters/imports/<int:pk>/delete/",
        views.cluster_import_delete,
        name="cluster_import_delete",
    ),
]
