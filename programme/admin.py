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
from programme.models import Activity, Membership, Programme, Role, User
from programme.people.services import record_added
from programme.starting import fill_programme

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


class CoordinatorInline(admin.TabularInline):
    """Who coordinates: added here where nobody is left who could; everybody else by them."""

    model = Membership
    fields = ["user"]
    autocomplete_fields = ["user"]
    extra = 0
    can_delete = False
    verbose_name = _("coordinator")
    verbose_name_plural = _("coordinators")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(role=Role.COORDINATOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, form=CoordinatorForm, **kwargs)


class CoordinatorForm(ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before the rules of the row are asked.
        self.instance.role = Role.COORDINATOR


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """A programme begins here, and gets a coordinator. All else is set on its own pages."""

    list_display = ["name", "title", "starts_on", "ends_on"]
    search_fields = ["name", "title"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CoordinatorInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Programme | None = None) -> list[str]:
        return [field.name for field in Programme._meta.fields if field.editable] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict:
        return {} if obj else dict(self.prepopulated_fields)

    def save_model(self, request: Any, obj: Programme, form: ModelForm, change: Any) -> None:
        if not change:
            obj.save()
            fill_programme(obj, by=request.user)

    def save_formset(self, request: Any, form: ModelForm, formset: Any, change: Any) -> None:
        for seat in formset.save():
            record_added(seat, by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """While cases or workshops are in it, a programme stays; its log alone keeps it not."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return found, counts, lacking - {str(Activity._meta.verbose_name)}, protected

    def delete_model(self, request: HttpRequest, obj: Programme) -> None:
        """With all that it has; its log goes along."""
        with log_opened("programme deleted"):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with log_opened("programme deleted"):
            super().delete_queryset(request, queryset)


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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are erased, which sweeps what names them: by themselves or ``erase_person``."""
        return False

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
