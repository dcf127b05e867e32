"""What operators can do for somebody who lost phone and recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from programme.accounts.sessions import end_sessions


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """Second factors, to take away: the person sets up another one at the next log-in."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    ordering = ["user__name", "pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        super().delete_model(request, obj)
        end_sessions(obj.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        people = {row.user for row in queryset.select_related("user")}
        super().delete_queryset(request, queryset)
        for person in people:
            end_sessions(person)
