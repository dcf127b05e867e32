from django.urls import path

from cases.views import actions, attachments, moves, reading, returning, saving, talk, writing

app_name = "cases"
urlpatterns = [
    # Reading.
    path("<slug:programme>/cases/", reading.case_list, name="list"),
    path("<slug:programme>/cases/create/", moves.case_create, name="create"),
    path("<slug:programme>/cases/<slug:city>/", reading.case_detail, name="detail"),
    path("<slug:programme>/cases/<slug:city>/in-short/", reading.case_in_short, name="in_short"),
    path("<slug:programme>/cases/<slug:city>/edit/", moves.case_edit, name="edit"),
    # Moves from one state to the next.
    path("<slug:programme>/cases/<slug:city>/submit/", moves.case_submit, name="submit"),
    path("<slug:programme>/cases/<slug:city>/return/", returning.case_return, name="return"),
    path("<slug:programme>/cases/<slug:city>/accept/", moves.case_accept, name="accept"),
    path(
        "<slug:programme>/cases/<slug:city>/distribute/", moves.case_distribute, name="distribute"
    ),
    path("<slug:programme>/cases/<slug:city>/discuss/", moves.case_discuss, name="discuss"),
    path("<slug:programme>/cases/<slug:city>/close/", moves.case_close, name="close"),
    # Comments on the draft.
    path("<slug:programme>/cases/<slug:city>/comments/", talk.comment_list, name="comments"),
    path(
        "<slug:programme>/cases/<slug:city>/comments/create/",
        talk.comment_create,
        name="comment_create",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/comments/<int:pk>/resolve/",
        talk.comment_resolve,
        name="comment_resolve",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/comments/<int:pk>/reopen/",
        talk.comment_reopen,
        name="comment_reopen",
    ),
    # Attachments.
    path(
        "<slug:programme>/cases/<slug:city>/attachments/create/",
        attachments.attachment_create,
        name="attachment_create",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/attachments/<int:pk>/",
        attachments.attachment_download,
        name="attachment",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/attachments/<int:pk>/delete/",
        attachments.attachment_delete,
        name="attachment_delete",
    ),
    # Proposed actions.
    path(
        "<slug:programme>/cases/<slug:city>/actions/create/",
        actions.action_create,
        name="action_create",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/actions/<int:pk>/edit/",
        actions.action_edit,
        name="action_edit",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/actions/<int:pk>/delete/",
        actions.action_delete,
        name="action_delete",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/actions/<int:pk>/answer/",
        actions.action_answer,
        name="action_answer",
    ),
    # Writing, section by section.
    path("<slug:programme>/cases/<slug:city>/write/", writing.write_start, name="write"),
    path(
        "<slug:programme>/cases/<slug:city>/write/<slug:section>/", writing.case_write, name="write"
    ),
    path(
        "<slug:programme>/cases/<slug:city>/answers/<slug:topic>/",
        saving.answer_save,
        name="answer_save",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/write/<slug:section>/presence/",
        saving.presence,
        name="presence",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/write/<slug:section>/<slug:part>/",
        saving.part_save,
        name="part_save",
    ),
    path("<slug:programme>/cases/<slug:city>/preview/", saving.preview, name="preview"),
    path("<slug:programme>/cases/<slug:city>/review/", writing.case_review, name="review"),
]
