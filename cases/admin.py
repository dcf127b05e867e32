"""The operators' view of cases: to look things up and to moderate, not to write or move them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.models import Attachment, Case, Comment, Edition, ProposedAction, Receipt
from cases.services.commented import CommentedCase
from programme.admin import LookOnlyAdmin
from programme.writing.comments.services import remove_comment


@admin.register(Case)
class CaseAdmin(LookOnlyAdmin):
    list_display = ["city", "cluster", "status", "workshop", "distributed_at"]
    list_filter = ["programme", "status"]
    list_select_related = ["city", "cluster", "workshop__city", "workshop__programme"]


@admin.register(Edition)
class EditionAdmin(LookOnlyAdmin):
    list_display = ["case", "number", "frozen_at", "frozen_by", "checksum"]
    list_select_related = ["case__cluster", "frozen_by"]


@admin.register(Receipt)
class ReceiptAdmin(LookOnlyAdmin):
    list_display = ["edition", "user", "sent_at", "opened_at", "read_at", "send_error"]
    list_filter = ["sent_at"]
    list_select_related = ["edition__case__cluster", "user"]


@admin.register(Attachment)
class AttachmentAdmin(LookOnlyAdmin):
    list_display = ["case", "name", "content_type", "size", "is_confidential", "uploaded_by"]
    list_select_related = ["case__cluster", "uploaded_by"]
    # A link to the folder would lead nowhere: files leave through their own page.
    exclude = ["file"]


@admin.register(Comment)
class CommentAdmin(LookOnlyAdmin):
    list_display = ["case", "author", "created_at", "text"]
    list_select_related = ["case__cluster", "author"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: Any, obj: Comment) -> None:
        remove_comment(CommentedCase(obj.case), obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        # The answers of a comment go with it, ticked or not.
        for comment in queryset.exclude(parent__in=queryset.values("pk")):
            self.delete_model(request, comment)


@admin.register(ProposedAction)
class ProposedActionAdmin(LookOnlyAdmin):
    list_display = ["case", "text", "level", "status", "progress"]
    list_filter = ["status", "progress"]
    list_select_related = ["case__cluster"]
