from django.urls import include, path

from cases.views import (
    actions,
    attachments,
    checking,
    deadline,
    editions,
    exchange,
    locks,
    moves,
    reading,
    returning,
    saving,
    talk,
    writing,
)

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
    # Editions: reading them, receipts, the next one, and the public one.
    path("<slug:programme>/cases/<slug:city>/draft/", editions.case_draft, name="draft"),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/",
        editions.edition,
        name="edition",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/changes/",
        editions.edition_changes,
        name="edition_changes",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/read/",
        editions.edition_read,
        name="edition_read",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/unread/",
        editions.edition_unread,
        name="edition_unread",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/send-again/",
        editions.edition_send_again,
        name="edition_send_again",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/editions/<int:number>/make-public/",
        editions.edition_make_public,
        name="edition_make_public",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/withdraw-public/",
        editions.case_withdraw_public,
        name="withdraw_public",
    ),
    path("<slug:programme>/cases/<slug:city>/reopen/", editions.case_reopen, name="reopen"),
    path("<slug:programme>/cases/<slug:city>/publish/", editions.case_publish, name="publish"),
    path(
        "<slug:programme>/cases/<slug:city>/end-writing/",
        editions.case_end_writing,
        name="end_writing",
    ),
    # Comments on the draft.
    path("<slug:programme>/cases/<slug:city>/comments/", talk.comment_list, name="comments"),
    path(
        "<slug:programme>/cases/<slug:city>/comments/create/",
        talk.comment_create,
        name="comment_create",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/comments/<int:pk>/change/",
        talk.comment_change,
        name="comment_change",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/comments/<int:pk>/withdraw/",
        talk.comment_withdraw,
        name="comment_withdraw",
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
    # Sections that are good, and time.
    path(
        "<slug:programme>/cases/<slug:city>/sections/<slug:section>/lock/",
        locks.section_lock,
        name="section_lock",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/sections/<slug:section>/unlock/",
        locks.section_unlock,
        name="section_unlock",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/sections/<slug:section>/checks/",
        checking.section_checks,
        name="section_checks",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/more-time/", deadline.deadline_extend, name="more_time"
    ),
    path(
        "<slug:programme>/cases/<slug:city>/more-time/take-back/",
        deadline.deadline_restore,
        name="time_back",
    ),
    # What was written before.
    path("<slug:programme>/cases/<slug:city>/history/", include("cases.history_urls")),
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
    # Written offline: out as a file, and back in.
    path("<slug:programme>/cases/<slug:city>/exchange/", exchange.case_exchange, name="exchange"),
    path(
        "<slug:programme>/cases/<slug:city>/exchange/draft/<slug:suffix>/",
        exchange.exchange_draft,
        name="exchange_draft",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/exchange/edition/<slug:suffix>/",
        exchange.exchange_edition,
        name="exchange_edition",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/exchange/preview/<slug:token>/",
        exchange.exchange_preview,
        name="exchange_preview",
    ),
    path(
        "<slug:programme>/cases/<slug:city>/exchange/place/<slug:token>/",
        exchange.exchange_place,
        name="exchange_place",
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
    path("<slug:programme>/cases/<slug:city>/review/", checking.case_review, name="review"),
]
