"""Addresses of cases. Every one below a case begins with its programme and its city."""

from django.urls import include, path

from cases.views import (
    actions,
    attachments,
    checking,
    deadline,
    discussion,
    discussion_lead,
    editions,
    exchange,
    follow_up,
    history,
    locks,
    moves,
    reading,
    returning,
    saving,
    talk,
    writing,
)

app_name = "cases"

of_case = [
    # Reading.
    path("", reading.case_detail, name="detail"),
    path("in-short/", reading.case_in_short, name="in_short"),
    path("edit/", moves.case_edit, name="edit"),
    # Moves from one state to the next.
    path("submit/", moves.case_submit, name="submit"),
    path("return/", returning.case_return, name="return"),
    path("accept/", moves.case_accept, name="accept"),
    path("distribute/", moves.case_distribute, name="distribute"),
    path("discuss/", moves.case_discuss, name="discuss"),
    path("close/", moves.case_close, name="close"),
    # Editions: reading them, receipts, the next one, and the public one.
    path("draft/", editions.case_draft, name="draft"),
    path("editions/<int:number>/", editions.edition, name="edition"),
    path("editions/<int:number>/changes/", editions.edition_changes, name="edition_changes"),
    path("editions/<int:number>/read/", editions.edition_read, name="edition_read"),
    path("editions/<int:number>/unread/", editions.edition_unread, name="edition_unread"),
    path(
        "editions/<int:number>/send-again/", editions.edition_send_again, name="edition_send_again"
    ),
    path(
        "editions/<int:number>/make-public/",
        editions.edition_make_public,
        name="edition_make_public",
    ),
    path("withdraw-public/", editions.case_withdraw_public, name="withdraw_public"),
    path("reopen/", editions.case_reopen, name="reopen"),
    path("publish/", editions.case_publish, name="publish"),
    path("end-writing/", editions.case_end_writing, name="end_writing"),
    # Comments on the draft.
    path("comments/", talk.comment_list, name="comments"),
    path("comments/create/", talk.comment_create, name="comment_create"),
    path("comments/<int:pk>/change/", talk.comment_change, name="comment_change"),
    path("comments/<int:pk>/withdraw/", talk.comment_withdraw, name="comment_withdraw"),
    path("comments/<int:pk>/resolve/", talk.comment_resolve, name="comment_resolve"),
    path("comments/<int:pk>/reopen/", talk.comment_reopen, name="comment_reopen"),
    # Sections that are good, and time.
    path("sections/<slug:section>/lock/", locks.section_lock, name="section_lock"),
    path("sections/<slug:section>/unlock/", locks.section_unlock, name="section_unlock"),
    path("sections/<slug:section>/checks/", checking.section_checks, name="section_checks"),
    path("more-time/", deadline.deadline_extend, name="more_time"),
    path("more-time/take-back/", deadline.deadline_restore, name="time_back"),
    # What was written before.
    path("history/", history.case_history, name="history"),
    path("history/keep/", history.version_create, name="version_create"),
    path("history/compare/", history.version_compare, name="version_compare"),
    path("history/versions/<int:number>/restore/", history.version_restore, name="version_restore"),
    path("history/topics/<slug:topic>/", history.answer_history, name="answer_history"),
    path(
        "history/topics/<slug:topic>/<int:version>/restore/",
        history.answer_restore,
        name="answer_restore",
    ),
    # Attachments.
    path("attachments/create/", attachments.attachment_create, name="attachment_create"),
    path("attachments/<int:pk>/", attachments.attachment_download, name="attachment"),
    path("attachments/<int:pk>/delete/", attachments.attachment_delete, name="attachment_delete"),
    # The discussion room: for everybody in it, then for who leads it.
    path("discussion/", discussion.discussion, name="discussion"),
    path("discussion/projector/", discussion.projector, name="discussion_projector"),
    path("discussion/changes/", discussion.changes, name="discussion_changes"),
    path("discussion/points/", discussion.point_create, name="point_create"),
    path("discussion/points/<int:number>/", discussion.point_change, name="point_change"),
    path(
        "discussion/points/<int:number>/withdraw/",
        discussion.point_withdraw,
        name="point_withdraw",
    ),
    path("discussion/vote/", discussion.vote_cast, name="vote_cast"),
    path("discussion/open/", discussion_lead.room_open, name="discussion_open"),
    path("discussion/close/", discussion_lead.room_close, name="discussion_close"),
    path("discussion/reopen/", discussion_lead.room_reopen, name="discussion_reopen"),
    path("discussion/phases/begin/", discussion_lead.phase_begin, name="phase_begin"),
    path("discussion/phases/minutes/", discussion_lead.phase_minutes, name="phase_minutes"),
    path("discussion/board/group/", discussion_lead.points_group, name="points_group"),
    path("discussion/board/take-out/", discussion_lead.points_take_out, name="points_take_out"),
    path("discussion/board/put-away/", discussion_lead.points_put_away, name="points_put_away"),
    path(
        "discussion/board/bring-back/", discussion_lead.points_bring_back, name="points_bring_back"
    ),
    path("discussion/board/to-phase/", discussion_lead.points_to_phase, name="points_to_phase"),
    path("discussion/board/move/", discussion_lead.point_move, name="point_move"),
    path("discussion/groups/<int:pk>/rename/", discussion_lead.group_rename, name="group_rename"),
    path(
        "discussion/groups/<int:pk>/take-apart/",
        discussion_lead.group_take_apart,
        name="group_take_apart",
    ),
    path("discussion/groups/<int:pk>/move/", discussion_lead.group_move, name="group_move"),
    path("discussion/vote/open/", discussion_lead.vote_open, name="vote_open"),
    path("discussion/vote/end/", discussion_lead.vote_end, name="vote_end"),
    path("discussion/vote/show/", discussion_lead.vote_show, name="vote_show"),
    path("discussion/vote/hide/", discussion_lead.vote_hide, name="vote_hide"),
    # Proposed actions.
    path("actions/create/", actions.action_create, name="action_create"),
    path("actions/<int:pk>/edit/", actions.action_edit, name="action_edit"),
    path("actions/<int:pk>/delete/", actions.action_delete, name="action_delete"),
    path("actions/<int:pk>/answer/", actions.action_answer, name="action_answer"),
    path("actions/<int:pk>/move/", actions.action_move, name="action_move"),
    path("follow-up/<int:months>/", follow_up.follow_up, name="follow_up"),
    # Written offline: out as a file, and back in.
    path("exchange/", exchange.case_exchange, name="exchange"),
    path("exchange/draft/<slug:suffix>/", exchange.exchange_draft, name="exchange_draft"),
    path("exchange/edition/<slug:suffix>/", exchange.exchange_edition, name="exchange_edition"),
    path("exchange/preview/<slug:token>/", exchange.exchange_preview, name="exchange_preview"),
    path("exchange/place/<slug:token>/", exchange.exchange_place, name="exchange_place"),
    # Writing, section by section.
    path("write/", writing.write_start, name="write"),
    path("write/<slug:section>/", writing.case_write, name="write"),
    path("answers/<slug:topic>/", saving.answer_save, name="answer_save"),
    path("write/<slug:section>/presence/", saving.presence, name="presence"),
    path("write/<slug:section>/<slug:part>/", saving.part_save, name="part_save"),
    path("preview/", saving.preview, name="preview"),
    path("review/", checking.case_review, name="review"),
]

urlpatterns = [
    path("<slug:programme>/cases/", reading.case_list, name="list"),
    path("<slug:programme>/cases/create/", moves.case_create, name="create"),
    path("<slug:programme>/cases/<slug:city>/", include(of_case)),
]
