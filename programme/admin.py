"""For operators: setting up programmes and accounts, and looking things up.

Everything that belongs to the work of a programme is done on its own pages, which write the
log; here stands what no page offers.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group as PermissionGroup
from django.db.models import EmailField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programme.accounts.email_change import withdraw_change
from programme.activity import log_opened
from programme.forms.addresses import AddressField
from programme.models import Activity, CountbackRule, Membership, Programme, Role, User
from programme.workplan.dates import default_rules

# Permissions follow from memberships; permission groups would be a second truth.
admin.site.unregister(PermissionGroup)


class LookOnlyAdmin(admin.ModelAdmin):
    """Rows that are written elsewhere, with their rules."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["user", "role", "city", "partner"]
    autocomplete_fields = ["user"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """The coordinators: everybody else is added by them."""
        return super().get_queryset(request).filter(role=Role.COORDINATOR)


class CountbackRuleInline(admin.TabularInline):
    model = CountbackRule
    fields = ["title", "kind", "phase", "owner_role", "anchor", "days", "months", "only_with_case"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A rule is known to the code by its key; a new one would compute nothing.
        return False


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["name", "title", "starts_on", "ends_on"]
    search_fields = ["name", "title"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CountbackRuleInline, MembershipInline]

    def delete_model(self, request: HttpRequest, obj: Programme) -> None:
        """With all that it has; its log goes along."""
        with log_opened("programme deleted"):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with log_opened("programme deleted"):
            super().delete_queryset(request, queryset)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: Any
    ) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            CountbackRule.objects.bulk_create(default_rules(form.instance))


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = PersonCreationForm
    ordering = ["name"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "name"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "date_joined"]
    formfield_overrides = {EmailField: {"form_class": AddressField}}
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever gives accounts their address and rights can be anybody: superusers alone."""
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" not in form.changed_data:
            return
        # What the address of before agreed to is void.
        withdraw_change(obj)
        # An earlier address would stay a way in.
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


@admin.register(Activity)
class ActivityAdmin(LookOnlyAdmin):
    """The log, to read: nobody changes what happened."""

    list_display = ["at", "programme", "actor", "sentence"]
    list_filter = ["programme", "verb"]
    list_select_related = ["programme", "actor"]
    search_fields = ["sentence", "subject"]
    date_hierarchy = "at"
