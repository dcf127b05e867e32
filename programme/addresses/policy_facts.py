"""Addresses of the facts for policymakers."""

from django.urls import path

from programme.views import policy_facts as views

urlpatterns = [
    path("<slug:programme>/networking/facts/", views.policy_facts, name="policy_facts"),
    path(
        "<slug:programme>/networking/facts/new/",
        views.FactCreate.as_view(),
        name="policy_fact_create",
    ),
    path(
        "<slug:programme>/networking/facts/usual/",
        views.policy_facts_usual,
        name="policy_facts_usual",
    ),
    path(
        "<slug:programme>/networking/facts/<int:pk>/",
        views.FactUpdate.as_view(),
        name="policy_fact_edit",
    ),
    path(
        "<slug:programme>/networking/facts/<int:pk>/delete/",
        views.FactDelete.as_view(),
        name="policy_fact_delete",
    ),
    path(
        "<slug:programme>/networking/facts/<int:pk>/move/",
        views.policy_fact_move,
        name="policy_fact_move",
    ),
]
