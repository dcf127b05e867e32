"""Addresses below ``workshops/<n>/meetings/`` of those who arrange the meetings."""

from django.urls import URLPattern, path

from workshops.views.meetings import board, desk, parts, plans, session

organiser_patterns: list[URLPattern] = [
    path("set-up/", session.meeting_session, name="meeting_session"),
    path("set-up/open/", session.session_open, name="session_open"),
    path("set-up/close/", session.session_close, name="session_close"),
    path("set-up/interpreters/", session.interpreters_set, name="interpreters_set"),
    path("slots/new/", parts.slot_create, name="slot_create"),
    path("slots/follow/", session.slots_follow, name="slots_follow"),
    path("slots/<int:pk>/", parts.slot_edit, name="slot_edit"),
    path("slots/<int:pk>/remove/", parts.slot_remove, name="slot_remove"),
    path("tables/new/", parts.table_create, name="table_create"),
    path("tables/<int:pk>/", parts.table_edit, name="table_edit"),
    path("tables/<int:pk>/remove/", parts.table_remove, name="table_remove"),
    path("board/", board.meeting_board, name="meeting_board"),
    path("board/drop/", board.board_drop, name="board_drop"),
    path("board/publish/", plans.plan_publish, name="plan_publish"),
    path("board/<int:pk>/", board.meeting_place, name="meeting_place"),
    path("board/<int:pk>/swap/", board.meeting_swap, name="meeting_swap"),
    path("board/<int:pk>/take-out/", board.meeting_take_out, name="meeting_take_out"),
    path("board/<int:pk>/pin/", board.meeting_pin, name="meeting_pin"),
    path("plans/new/", plans.plan_create, name="plan_create"),
    path("plans/<int:pk>/", plans.meeting_plan, name="meeting_plan"),
    path("plans/<int:pk>/apply/", plans.plan_apply, name="plan_apply"),
    path("desk/", desk.meeting_desk, name="meeting_desk"),
    path("desk/people/<int:pk>/", desk.desk_check_in, name="desk_check_in"),
    path("desk/meetings/<int:pk>/", desk.desk_tick, name="desk_tick"),
]
