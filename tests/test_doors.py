"""Every address that names a row, and for whom it opens.

For everybody else it answers 404, on every method, whether the row exists or not: a visitor,
the coordinator of another programme, the editor of another city, a participant. The rows are
real and open for those who may see them, so there is something to leak.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from celery import Task
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.exchange import waiting
from cases.exchange.incoming import Incoming
from cases.models import Occasion
from cases.services import keep_version
from programme.workplan import default_rules
from programme.writing.services import save_text
from reports.services import report_content
from tests import factories
from workshops.matchmaking.outcomes import outcome_token
from workshops.models import Choice
from workshops.people.guests import token_of

MEMBERS = frozenset({"coordinator", "expert", "editor", "stranger", "participant"})
# Who reads what a city is still writing.
WRITERS = frozenset({"coordinator", "expert", "editor"})
STAFF = frozenset({"coordinator", "expert"})
COORDINATOR = frozenset({"coordinator"})
EVERYBODY = (*sorted(MEMBERS), "outsider", "visitor")
# Addresses without a programme: they name no row.
PICTURE = b"\x89PNG"
# The secret address of a calendar has tests of its own.
WITHOUT_ROW = {
    ":worker",
    ":offline",
    "programme:home",
    "programme:resume",
    "programme:start",
    "workshops:calendar_feed",
}


@dataclass(frozen=True)
class Door:
    """What the address names, apart from the programme, and for whom it exists."""

    names: Callable[[SimpleNamespace], list]
    opens: frozenset[str] = MEMBERS


def door(*path, opens=MEMBERS):
    """A door whose names are attributes of the world, dotted: ``case.city.slug``; or words."""

    def names(world):
        return [_look_up(world, name) if "." in name else name for name in path]

    return Door(names, opens)


def _look_up(world, name):
    value = world
    for part in name.split("."):
        value = getattr(value, part)
    return value


DRAFT = "draft.city.slug"
SHARED = "shared.city.slug"

# A person's part in a meeting: opens for the person, and for those who run the programme.
OWN_PART = ("linkable.session.workshop.slug", "linked_row.pk")
OWN_MEETING = frozenset({"coordinator", "expert", "participant"})

DOORS = {
    # programme
    "programme:workplan": door(),
    "programme:item_create": door(),
    "programme:item_edit": door("item.pk"),
    "programme:item_delete": door("item.pk"),
    "programme:item_done": door("item.pk"),
    "programme:item_open": door("item.pk"),
    "programme:item_evidence": door("item.pk"),
    "programme:item_file": door("item.pk"),
    "programme:workplan_export": door("csv"),
    "programme:field": door(),
    "programme:field_entry_create": door(),
    "programme:field_entry_edit": door("field_entry.pk"),
    "programme:field_entry_delete": door("field_entry.pk"),
    "programme:event_calendars": door(),
    "programme:event_calendar_create": door(),
    "programme:event_calendar_edit": door("event_calendar.pk"),
    "programme:event_calendar_delete": door("event_calendar.pk"),
    "programme:event_calendar_read": door("event_calendar.pk"),
    "programme:event_list": door(),
    "programme:event_export": door("csv"),
    "programme:event_create": door(),
    "programme:event_edit": door("event.pk"),
    "programme:event_delete": door("event.pk"),
    "programme:city_list": door(),
    "programme:city_create": door(),
    "programme:city_detail": door("city.slug"),
    "programme:city_edit": door("city.slug"),
    "programme:city_delete": door("city.slug"),
    "programme:cluster_export": door("csv"),
    "programme:cluster_template": door("csv"),
    "programme:cluster_imports": door(),
    "programme:cluster_import": door("cluster_import.pk", opens=COORDINATOR),
    "programme:cluster_import_wrong": door("cluster_import.pk", opens=COORDINATOR),
    "programme:cluster_import_apply": door("cluster_import.pk", opens=COORDINATOR),
    "programme:cluster_import_read": door("cluster_import.pk", opens=COORDINATOR),
    "programme:cluster_import_delete": door("cluster_import.pk", opens=COORDINATOR),
    "programme:cluster_list": door(),
    "programme:cluster_create": door(),
    "programme:cluster_detail": door("cluster.slug"),
    "programme:cluster_edit": door("cluster.slug"),
    "programme:figures_edit": door("cluster.slug"),
    "programme:offers_edit": door("cluster.slug"),
    "programme:cluster_compare": door(),
    "programme:cluster_delete": door("cluster.slug"),
    "programme:networking": door(),
    "programme:policy_facts": door(),
    "programme:policy_fact_create": door(),
    "programme:policy_facts_usual": door(),
    "programme:policy_fact_edit": door("policy_fact.pk"),
    "programme:policy_fact_delete": door("policy_fact.pk"),
    "programme:policy_fact_move": door("policy_fact.pk"),
    "programme:map_row_edit": door("city.slug"),
    "programme:map_cell": door("city.slug", "sector.slug"),
    "programme:map_cell_answer": door("city.slug", "sector.slug"),
    "programme:map_export": door("svg"),
    "programme:sector_create": door(),
    "programme:sector_edit": door("sector.slug"),
    "programme:sector_delete": door("sector.slug"),
    "programme:link_list": door(),
    "programme:link_export": door("csv"),
    "programme:link_create": door(),
    "programme:link_clusters": door(),
    "programme:link_detail": door("link.pk"),
    "programme:link_edit": door("link.pk"),
    "programme:link_note": door("link.pk"),
    "programme:link_reopen": door("link.pk"),
    "programme:link_step": door("link.pk", "met"),
    "programme:people": door(),
    "programme:person_add": door(),
    "programme:membership_edit": door("membership.pk"),
    "programme:membership_remove": door("membership.pk"),
    "programme:membership_invite": door("membership.pk"),
    "programme:settings": door(),
    "programme:logo": door(),
    "programme:objective_create": door(),
    "programme:objective_edit": door("objective.pk"),
    "programme:objective_delete": door("objective.pk"),
    "programme:group_create": door(),
    "programme:group_edit": door("group.pk"),
    "programme:group_delete": door("group.pk"),
    "programme:partner_create": door(),
    "programme:partner_edit": door("partner.pk"),
    "programme:partner_delete": door("partner.pk"),
    "programme:mails": door(),
    "programme:mail": door("mail.pk", opens=STAFF),
    "programme:mail_retry": door("mail.pk", opens=STAFF),
    "programme:mail_drop": door("mail.pk", opens=STAFF),
    "programme:log": door(),
    # workshops
    "workshops:rule_create": door(),
    "workshops:rule_edit": door("rule.pk"),
    "workshops:rule_delete": door("rule.pk"),
    "workshops:list": door(),
    "workshops:create": door(),
    "workshops:detail": door("workshop.slug"),
    "workshops:edit": door("workshop.slug"),
    "workshops:calendar": door("released.slug"),
    "workshops:mails": door("workshop.slug"),
    "workshops:calendar_options": door("workshop.slug"),
    "workshops:calendars": door(),
    "workshops:calendar_create": door(),
    "workshops:calendar_renew": door("feed.pk", opens=frozenset({"participant"})),
    "workshops:calendar_remove": door("feed.pk", opens=frozenset({"participant"})),
    "workshops:agenda_edit": door("workshop.slug"),
    "workshops:agenda_create": door("workshop.slug"),
    "workshops:agenda_copy": door("workshop.slug"),
    "workshops:agenda_release": door("workshop.slug"),
    "workshops:agenda_withdraw": door("workshop.slug"),
    "workshops:agenda_releases": door("workshop.slug"),
    "workshops:item_create": door("workshop.slug"),
    "workshops:item_edit": door("workshop.slug", "draft_item.pk", opens=WRITERS),
    "workshops:item_delete": door("workshop.slug", "draft_item.pk", opens=WRITERS),
    "workshops:item_move": door("workshop.slug", "draft_item.pk", opens=WRITERS),
    "workshops:item_duplicate": door("workshop.slug", "draft_item.pk", opens=WRITERS),
    "workshops:item_put_back": door("workshop.slug", "draft_item.pk", opens=WRITERS),
    "workshops:moves_undo": door("workshop.slug"),
    "workshops:typical_agenda": door(),
    "workshops:typical_agenda_own": door(),
    "workshops:typical_item_create": door(),
    "workshops:typical_item_edit": door("typical_item.pk"),
    "workshops:typical_item_delete": door("typical_item.pk"),
    "workshops:participants": door("workshop.slug"),
    "workshops:register": door("workshop.slug"),
    "workshops:registration_create": door("workshop.slug"),
    "workshops:registration_edit": door("released.slug", "registration.pk"),
    "workshops:choose": door("released.slug", "registration.pk"),
    "workshops:registration_withdraw": door("released.slug", "registration.pk"),
    "workshops:registration_several": door("workshop.slug"),
    "workshops:needs": door("workshop.slug"),
    "workshops:participants_file": door("workshop.slug", "csv"),
    "workshops:guest_link_send": door("released.slug", "registration.pk"),
    "workshops:guest_link_renew": door("released.slug", "registration.pk"),
    "workshops:guest": door("guest.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_withdraw": door("guest.token", opens=frozenset(EVERYBODY)),
    "reports:guest_paper": door("guest.token", "agenda", opens=frozenset(EVERYBODY)),
    "workshops:attendance": door("workshop.slug"),
    "workshops:attendance_mark": door("workshop.slug"),
    "workshops:attendance_save": door("workshop.slug"),
    "workshops:attendance_guest": door("workshop.slug"),
    "workshops:now": door("workshop.slug"),
    "workshops:notes": door("workshop.slug"),
    "workshops:notes_write": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:notes_save": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:notes_presence": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:notes_preview": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:notes_history": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:notes_restore": door("workshop.slug", "noted.pk", "1", opens=WRITERS),
    "workshops:outcome_create": door("workshop.slug", "noted.pk", opens=WRITERS),
    "workshops:outcome_edit": door("workshop.slug", "outcome.pk", opens=WRITERS),
    "workshops:outcome_delete": door("workshop.slug", "outcome.pk", opens=WRITERS),
    "workshops:outcome_done": door("workshop.slug", "outcome.pk", opens=WRITERS),
    "workshops:outcome_open": door("workshop.slug", "outcome.pk", opens=WRITERS),
    "workshops:papers": door("workshop.slug"),
    "workshops:file_create": door("workshop.slug"),
    "workshops:file": door("released.slug", "signed.pk", opens=STAFF),
    "workshops:file_delete": door("released.slug", "signed.pk", opens=STAFF),
    "workshops:practical_note": door("workshop.slug"),
    "workshops:practical_note_write": door("workshop.slug"),
    "workshops:practical_note_save": door("workshop.slug"),
    "workshops:practical_note_presence": door("workshop.slug"),
    "workshops:practical_note_preview": door("workshop.slug"),
    "workshops:practical_note_history": door("workshop.slug"),
    "workshops:practical_note_restore": door("workshop.slug", "1"),
    "reports:papers": door("workshop.slug"),
    "reports:papers_build": door("workshop.slug"),
    "workshops:group_sheet": door(),
    "workshops:group_sheet_save": door("city.slug"),
    # workshops: meetings
    "workshops:link_meetings": door("link.pk"),
    "workshops:meeting_link": door(
        "linkable.session.workshop.slug",
        "linkable.pk",
        opens=frozenset({"coordinator", "expert", "participant"}),
    ),
    "workshops:meetings": door("workshop.slug"),
    "workshops:ask_for_meeting": door(),
    "workshops:meeting_profile": door("workshop.slug"),
    "workshops:meeting_request": door("workshop.slug"),
    "workshops:meeting_accept": door(*OWN_PART, opens=OWN_MEETING),
    "workshops:meeting_decline": door(*OWN_PART, opens=OWN_MEETING),
    "workshops:meeting_withdraw": door(*OWN_PART, opens=OWN_MEETING),
    "workshops:meeting_cancel": door(*OWN_PART, opens=OWN_MEETING),
    "workshops:meeting_time": door(*OWN_PART, opens=OWN_MEETING),
    "workshops:guest_meetings": door("met.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_profile": door("met.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_request": door("met.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_accept": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_decline": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_withdraw": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_cancel": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_time": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:my_meetings": door("workshop.slug"),
    "workshops:my_meetings_calendar": door(
        "linkable.session.workshop.slug", opens=frozenset({"participant"})
    ),
    "workshops:meeting_tables": door("workshop.slug"),
    "workshops:meeting": door(
        "linkable.session.workshop.slug",
        "linkable.pk",
        opens=frozenset({"coordinator", "expert", "participant"}),
    ),
    "workshops:meeting_outcome": door(
        "linkable.session.workshop.slug",
        "linked_row.pk",
        opens=frozenset({"coordinator", "expert", "participant"}),
    ),
    "workshops:meeting_results": door("workshop.slug"),
    "workshops:meeting_results_file": door("workshop.slug"),
    "workshops:meeting_results_remind": door("workshop.slug"),
    "workshops:guest_my_meetings": door("met.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_my_meetings_calendar": door("met.token", opens=frozenset(EVERYBODY)),
    "workshops:guest_meeting_outcome": door("met.token", "met.row", opens=frozenset(EVERYBODY)),
    "workshops:meeting_outcome_guest": door("met.key", opens=frozenset(EVERYBODY)),
    "workshops:meeting_session": door("workshop.slug"),
    "workshops:session_open": door("workshop.slug"),
    "workshops:session_close": door("workshop.slug"),
    "workshops:slots_follow": door("workshop.slug"),
    "workshops:interpreters_set": door("workshop.slug"),
    "workshops:slot_create": door("workshop.slug"),
    "workshops:slot_edit": door("workshop.slug", "slot.pk"),
    "workshops:slot_remove": door("workshop.slug", "slot.pk"),
    "workshops:table_create": door("workshop.slug"),
    "workshops:table_edit": door("workshop.slug", "table.pk"),
    "workshops:table_remove": door("workshop.slug", "table.pk"),
    "workshops:meeting_board": door("workshop.slug"),
    "workshops:board_drop": door("workshop.slug"),
    "workshops:plan_publish": door("workshop.slug"),
    "workshops:meeting_place": door("workshop.slug", "placed.pk", opens=WRITERS),
    "workshops:meeting_swap": door("workshop.slug", "placed.pk", opens=WRITERS),
    "workshops:meeting_take_out": door("workshop.slug", "placed.pk", opens=WRITERS),
    "workshops:meeting_pin": door("workshop.slug", "placed.pk", opens=WRITERS),
    "workshops:plan_create": door("workshop.slug"),
    "workshops:meeting_plan": door("workshop.slug", "plan.pk", opens=WRITERS),
    "workshops:plan_apply": door("workshop.slug", "plan.pk", opens=WRITERS),
    "workshops:meeting_desk": door("workshop.slug"),
    "workshops:desk_check_in": door("workshop.slug", "placed_person.registration.pk"),
    "workshops:desk_tick": door("workshop.slug", "placed_part.pk"),
    "workshops:survey": door("workshop.slug"),
    "workshops:survey_answer": door("held.slug", opens=frozenset({"participant"})),
    "workshops:survey_guest": door("invitation.key", opens=frozenset(EVERYBODY)),
    "workshops:survey_open": door("workshop.slug"),
    "workshops:survey_remind": door("workshop.slug"),
    "workshops:survey_until": door("workshop.slug"),
    "workshops:survey_close": door("workshop.slug"),
    "workshops:survey_own_questions": door("workshop.slug"),
    "workshops:survey_own_question_create": door("workshop.slug"),
    "workshops:survey_questions": door(),
    "workshops:survey_usual_questions": door(),
    "workshops:survey_question_create": door(),
    "workshops:survey_question_edit": door("question.pk"),
    "workshops:survey_question_retire": door("question.pk"),
    "workshops:survey_question_move": door("question.pk"),
    # cases
    "cases:list": door(),
    "cases:create": door(),
    "cases:detail": door(DRAFT, opens=WRITERS),
    "cases:in_short": door("city.slug"),
    "cases:edit": door(DRAFT, opens=WRITERS),
    "cases:submit": door(DRAFT, opens=WRITERS),
    "cases:return": door(DRAFT, opens=WRITERS),
    "cases:accept": door(DRAFT, opens=WRITERS),
    "cases:distribute": door(DRAFT, opens=WRITERS),
    "cases:discuss": door(DRAFT, opens=WRITERS),
    "cases:close": door(DRAFT, opens=WRITERS),
    "cases:draft": door(SHARED, opens=STAFF),
    "cases:edition": door(SHARED, "1"),
    "cases:edition_changes": door(SHARED, "2"),
    "cases:edition_read": door(SHARED, "2"),
    "cases:edition_unread": door(SHARED, "2"),
    "cases:edition_send_again": door(SHARED, "2"),
    "cases:edition_make_public": door(SHARED, "2"),
    "cases:withdraw_public": door(SHARED),
    "cases:reopen": door(SHARED),
    "cases:publish": door(SHARED),
    "cases:end_writing": door(SHARED),
    "reports:public_case": door(SHARED, opens=frozenset(EVERYBODY)),
    "cases:comments": door(DRAFT, opens=WRITERS),
    "cases:comment_create": door(DRAFT, opens=WRITERS),
    "cases:comment_change": door(DRAFT, "comment.pk", opens=WRITERS),
    "cases:comment_withdraw": door(DRAFT, "comment.pk", opens=WRITERS),
    "cases:section_lock": door(DRAFT, "setting", opens=WRITERS),
    "cases:section_unlock": door(DRAFT, "setting", opens=WRITERS),
    "cases:section_checks": door(DRAFT, "setting", opens=WRITERS),
    "cases:more_time": door(DRAFT, opens=WRITERS),
    "cases:time_back": door(DRAFT, opens=WRITERS),
    "cases:comment_resolve": door(DRAFT, "comment.pk", opens=WRITERS),
    "cases:comment_reopen": door(DRAFT, "comment.pk", opens=WRITERS),
    "cases:history": door(DRAFT, opens=WRITERS),
    "cases:version_create": door(DRAFT, opens=WRITERS),
    "cases:version_compare": door(DRAFT, opens=WRITERS),
    "cases:version_restore": door(DRAFT, "1", opens=WRITERS),
    "cases:answer_history": door(DRAFT, "life_cycle", opens=WRITERS),
    "cases:answer_restore": door(DRAFT, "life_cycle", "1", opens=WRITERS),
    "cases:attachment_create": door(DRAFT, opens=WRITERS),
    "cases:attachment": door(DRAFT, "attachment.pk", opens=WRITERS),
    "cases:attachment_delete": door(DRAFT, "attachment.pk", opens=WRITERS),
    # The discussion room of a shared case.
    "cases:discussion": door(SHARED),
    "cases:discussion_projector": door(SHARED),
    "cases:discussion_changes": door(SHARED),
    "cases:point_create": door(SHARED),
    "cases:point_change": door(SHARED, "point.number"),
    "cases:point_withdraw": door(SHARED, "point.number"),
    "cases:vote_cast": door(SHARED),
    "cases:discussion_open": door(SHARED),
    "cases:discussion_close": door(SHARED),
    "cases:discussion_reopen": door(SHARED),
    "cases:phase_begin": door(SHARED),
    "cases:phase_minutes": door(SHARED),
    "cases:points_group": door(SHARED),
    "cases:points_take_out": door(SHARED),
    "cases:points_put_away": door(SHARED),
    "cases:points_bring_back": door(SHARED),
    "cases:points_to_phase": door(SHARED),
    "cases:point_move": door(SHARED),
    "cases:group_rename": door(SHARED, "points.pk"),
    "cases:group_take_apart": door(SHARED, "points.pk"),
    "cases:group_move": door(SHARED, "points.pk"),
    "cases:vote_open": door(SHARED),
    "cases:vote_end": door(SHARED),
    "cases:vote_show": door(SHARED),
    "cases:vote_hide": door(SHARED),
    "cases:action_create": door(DRAFT, opens=WRITERS),
    "cases:action_edit": door(SHARED, "action.pk"),
    "cases:action_delete": door(SHARED, "action.pk"),
    "cases:action_answer": door(SHARED, "action.pk"),
    "cases:action_move": door(SHARED, "action.pk"),
    "cases:follow_up": door(SHARED, "6"),
    "cases:exchange": door(DRAFT, opens=WRITERS),
    "cases:exchange_draft": door(DRAFT, "md", opens=WRITERS),
    "cases:exchange_edition": door(SHARED, "md"),
    # An upload is found by who made it and by no other writer; a reader may not even look.
    "cases:exchange_preview": door(DRAFT, "upload.token", opens=frozenset({"editor", "expert"})),
    "cases:exchange_place": door(DRAFT, "upload.token", opens=frozenset({"editor", "expert"})),
    "cases:write": door(DRAFT, "setting", opens=WRITERS),
    "cases:answer_save": door(DRAFT, "life_cycle", opens=WRITERS),
    "cases:presence": door(DRAFT, "setting", opens=WRITERS),
    "cases:part_save": door(DRAFT, "setting", "facts", opens=WRITERS),
    "cases:preview": door(DRAFT, opens=WRITERS),
    "cases:review": door(DRAFT, opens=WRITERS),
    # reports
    "reports:overview": door(),
    "reports:readiness": door(opens=STAFF | {"editor", "stranger"}),
    "reports:list": door(),
    "reports:final_report": door(opens=STAFF),
    "reports:final_report_begin": door(opens=STAFF),
    "reports:final_report_write_start": door(opens=STAFF),
    "reports:final_report_write": door("foreword", opens=STAFF),
    "reports:final_report_save": door("foreword", opens=STAFF),
    "reports:final_report_presence": door("foreword", opens=STAFF),
    "reports:final_report_preview": door("foreword", opens=STAFF),
    "reports:final_report_history": door("foreword", opens=STAFF),
    "reports:final_report_restore": door("foreword", "1", opens=STAFF),
    "reports:final_report_review": door(opens=STAFF),
    "reports:final_report_back": door(opens=STAFF),
    "reports:final_report_approve": door(opens=STAFF),
    "reports:final_report_publish": door(opens=STAFF),
    "reports:final_report_reopen": door(opens=STAFF),
    "reports:final_report_edition": door("1", opens=frozenset()),
    "reports:city_report": door("workshop.slug", opens=STAFF),
    "reports:city_report_begin": door("workshop.slug", opens=STAFF),
    "reports:city_report_write_start": door("workshop.slug", opens=STAFF),
    "reports:city_report_write": door("workshop.slug", "policy", opens=STAFF),
    "reports:city_report_assemble": door("workshop.slug", "policy", opens=STAFF),
    "reports:lessons": door("workshop.slug", opens=STAFF),
    "reports:lesson_edit": door("workshop.slug", "lesson.number", opens=STAFF),
    "reports:lesson_delete": door("workshop.slug", "lesson.number", opens=STAFF),
    "reports:lesson_move": door("workshop.slug", "lesson.number", opens=STAFF),
    "reports:city_report_save": door("workshop.slug", "policy", opens=STAFF),
    "reports:city_report_presence": door("workshop.slug", "policy", opens=STAFF),
    "reports:city_report_preview": door("workshop.slug", "policy", opens=STAFF),
    "reports:city_report_history": door("workshop.slug", "policy", opens=STAFF),
    "reports:city_report_restore": door("workshop.slug", "policy", "1", opens=STAFF),
    "reports:city_report_review": door("workshop.slug", opens=STAFF),
    "reports:city_report_back": door("workshop.slug", opens=STAFF),
    "reports:city_report_send": door("workshop.slug", opens=STAFF),
    "reports:city_report_recall": door("workshop.slug", opens=STAFF),
    "reports:city_report_approve": door("workshop.slug", opens=STAFF),
    # What the city was asked once it may read again; the report itself it may not.
    "reports:city_report_check": door("workshop.slug", opens=WRITERS),
    "reports:city_report_check_mark": door("workshop.slug", "paragraph.pk", opens=WRITERS),
    "reports:city_report_check_answer": door("workshop.slug", "paragraph.pk", opens=WRITERS),
    "reports:city_report_check_ask": door("workshop.slug", opens=WRITERS),
    "reports:city_report_check_extend": door("workshop.slug", opens=WRITERS),
    "reports:city_report_confirm": door("workshop.slug", opens=WRITERS),
    "reports:city_report_return": door("workshop.slug", opens=WRITERS),
    "reports:city_report_publish": door("workshop.slug", opens=STAFF),
    "reports:city_report_reopen": door("workshop.slug", opens=STAFF),
    "reports:city_report_edition": door("released.slug", "1"),
    "reports:final_report_comments": door(opens=STAFF),
    "reports:final_report_comment_create": door(opens=STAFF),
    "reports:final_report_comment_change": door("final_report_comment.pk", opens=STAFF),
    "reports:final_report_comment_withdraw": door("final_report_comment.pk", opens=STAFF),
    "reports:final_report_comment_resolve": door("final_report_comment.pk", opens=STAFF),
    "reports:final_report_comment_reopen": door("final_report_comment.pk", opens=STAFF),
    "reports:city_report_comments": door("workshop.slug", opens=STAFF),
    "reports:city_report_comment_create": door("workshop.slug", opens=STAFF),
    "reports:city_report_comment_change": door(
        "workshop.slug", "city_report_comment.pk", opens=STAFF
    ),
    "reports:city_report_comment_withdraw": door(
        "workshop.slug", "city_report_comment.pk", opens=STAFF
    ),
    "reports:city_report_comment_resolve": door(
        "workshop.slug", "city_report_comment.pk", opens=STAFF
    ),
    "reports:city_report_comment_reopen": door(
        "workshop.slug", "city_report_comment.pk", opens=STAFF
    ),
    "reports:networking_results": door(),
    "reports:learning": door(),
    "reports:learning_compare": door(),
    "reports:learning_objectives": door(),
    "reports:learning_figures": door(),
    "reports:learning_issues": door(),
    "reports:learning_lessons": door(),
    "reports:learning_satisfaction": door(),
    "reports:outcomes": door(),
    "reports:outcomes_export": door("csv"),
    "reports:chain": door(SHARED),
    "reports:passports": door(),
    "reports:passport": door("city.slug"),
    "reports:take_up_create": door("city.slug"),
    "reports:take_up_edit": door("city.slug", "take_up.pk"),
    "reports:take_up_delete": door("city.slug", "take_up.pk"),
    "reports:public_case_pdf": door(SHARED, opens=frozenset(EVERYBODY)),
    "reports:documents": door(),
    "reports:documents_build": door(),
    "reports:documents_building": door(),
    "reports:archive_create": door(),
    "reports:downloads": door(),
    "reports:downloads_export": door("csv"),
    "reports:document_request": door("case_draft", "draft.pk", opens=WRITERS),
    "reports:document": door("document.pk", opens=WRITERS),
    "reports:document_retry": door("document.pk", opens=WRITERS),
    "reports:document_download": door("document.pk", opens=WRITERS),
}


@pytest.fixture
def world(city, coordinator, expert, editor, participant, stranger, outsider, settings, tmp_path):
    """One programme with a row of every kind, most of them not yet for everybody."""
    settings.MEDIA_ROOT = tmp_path
    programme = city.programme
    programme.logo.save("logo.png", ContentFile(PICTURE))
    workshop = factories.WorkshopFactory(city=city)
    draft = factories.CaseFactory(city=city, workshop=workshop)
    released = factories.WorkshopFactory(
        city=factories.CityFactory(programme=programme), agenda_released_at=timezone.now()
    )
    factories.AgendaItemFactory(workshop=released, choice=Choice.A, capacity=20)
    shared = factories.DistributedCaseFactory(city=released.city, workshop=released)
    factories.EditionFactory(case=shared)
    public = factories.EditionFactory(case=shared, number=2, public_since=timezone.now())
    public_pdf = factories.DocumentFactory(case_edition=public)
    public_pdf.file.save("public.pdf", ContentFile(b"%PDF-1.7"), save=False)
    public_pdf.status, public_pdf.pages, public_pdf.size = "ready", 1, 8
    public_pdf.save()
    document = factories.DocumentFactory(
        programme=programme, kind="case_draft", case_edition=None, case=draft
    )
    document.file.save("draft.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.status, document.pages, document.size = "ready", 1, 8
    document.save()
    attachment = draft.attachments.model(
        case=draft, name="slides.pdf", content_type="application/pdf", size=8, description="Slides"
    )
    attachment.file.save("slides.pdf", ContentFile(b"%PDF-1.7"), save=False)
    attachment.save()
    save_text(draft.answers.get(topic="life_cycle"), "Words.", base_version=0, by=editor)
    keep_version(draft, Occasion.NAMED, name="A version", by=editor)
    point = factories.BoardNoteFactory(discussion__case=shared)
    report = factories.CityReportFactory(workshop=workshop)
    final_report = factories.FinalReportFactory(programme=programme)
    for section in (report.sections.get(key="policy"), final_report.sections.get(key="foreword")):
        save_text(section, "Words.", base_version=0, by=expert)
    published = factories.PublishedCityReportFactory(workshop=released)
    factories.ReportEditionFactory(city_report=published, content=report_content(published))
    check = factories.FactCheckFactory(
        city_report=report, closed_at=timezone.now(), ended="recalled"
    )
    paragraph = check.paragraphs.create(part="policy", position=1, text="Words.")
    lesson = factories.LessonFactory(city_report=report)
    city_comment = factories.ReportCommentFactory(city_report=report)
    final_comment = factories.ReportCommentFactory(city_report=None, final_report=final_report)
    rule = default_rules(programme)[0]
    rule.save()
    item = factories.WorkplanItemFactory(programme=programme, evidence_name="list.pdf")
    item.evidence_file.save("list.pdf", ContentFile(b"%PDF-1.7"))
    outcome = factories.OutcomeFactory(item__workshop=workshop)
    notes = factories.ItemNotesFactory(item=outcome.item)
    save_text(notes, "Words.", base_version=0, by=editor)
    practical = factories.PracticalNoteFactory(workshop=workshop)
    save_text(practical, "Words.", base_version=0, by=editor)
    guest = factories.RegistrationFactory(workshop=released, user=None)
    factories.PracticalNeedsFactory(registration=guest)
    upload = SimpleNamespace(token=waiting.keep(Incoming(name="case.md"), draft, editor))
    held = factories.HeldWorkshopFactory(city=factories.CityFactory(programme=programme))
    invitation = factories.SurveyInvitationFactory(
        registration__workshop=held, registration__user=participant
    )
    networking = factories.NetworkingSessionFactory(workshop=workshop)
    placed_person = factories.NetworkerFactory(session=networking)
    placed = factories.meeting_of(placed_person, factories.NetworkerFactory(session=networking))
    linkable = linkable_meeting(programme, participant)
    return SimpleNamespace(
        programme=programme,
        networking=networking,
        placed=placed,
        placed_person=placed_person,
        placed_part=placed.participants.first(),
        plan=networking.plans.create(),
        slot=factories.MeetingSlotFactory(session=networking),
        table=factories.MeetingTableFactory(session=networking),
        city=city,
        held=held,
        invitation=invitation,
        question=factories.SurveyQuestionFactory(programme=programme),
        upload=upload,
        guest=SimpleNamespace(token=token_of(guest)),
        workshop=workshop,
        draft=draft,
        released=released,
        shared=shared,
        document=document,
        attachment=attachment,
        report=report,
        lesson=lesson,
        draft_item=factories.AgendaItemFactory(workshop=workshop),
        typical_item=factories.TypicalItemFactory(programme=programme),
        registration=factories.RegistrationFactory(workshop=released, user=participant),
        feed=factories.CalendarFeedFactory(user=participant),
        mail=factories.MailFactory(programme=programme),
        item=item,
        event=factories.ExternalEventFactory(programme=programme),
        field_entry=factories.FieldEntryFactory(programme=programme),
        event_calendar=factories.EventCalendarFactory(programme=programme),
        rule=rule,
        cluster=draft.cluster,
        cluster_import=factories.ClusterImportFactory(programme=programme),
        policy_fact=factories.PolicyFactFactory(programme=programme),
        link=factories.ClusterLinkFactory(first=draft.cluster),
        linkable=linkable,
        linked_row=linkable.participants.get(networker__registration__user=participant),
        met=meeting_of_guest(programme),
        sector=factories.SectorFactory(programme=programme),
        membership=participant.memberships.get(),
        objective=factories.ObjectiveFactory(programme=programme),
        group=factories.GroupFactory(programme=programme),
        partner=expert.memberships.get().partner,
        comment=factories.CommentFactory(case=draft),
        action=factories.ProposedActionFactory(case=shared),
        point=point,
        points=factories.BoardGroupFactory(discussion=point.discussion),
        take_up=factories.TakeUpFactory(city=city, source_city=shared.city),
        outcome=outcome,
        noted=outcome.item,
        signed=factories.WorkshopFileFactory(workshop=released, kind="signed_list"),
        final_report=final_report,
        paragraph=paragraph,
        city_report_comment=city_comment,
        final_report_comment=final_comment,
        people={
            "coordinator": coordinator,
            "expert": expert,
            "editor": editor,
            "participant": participant,
            "stranger": stranger,
            "outsider": outsider,
        },
    )


def linkable_meeting(programme, user):
    """A meeting of the person at another city, from which a link may begin."""
    host = factories.CityFactory(programme=programme)
    session = factories.NetworkingSessionFactory(workshop=factories.WorkshopFactory(city=host))
    own = factories.RegistrationFactory(workshop=session.workshop, user=user)
    return factories.meeting_of(
        factories.NetworkerFactory(registration=own),
        factories.NetworkerFactory(session=session),
        happened="held",
    )


def meeting_of_guest(programme):
    """The links of somebody without an account who is asked what came of a meeting."""
    session = factories.NetworkingSessionFactory(
        workshop=factories.WorkshopFactory(city=factories.CityFactory(programme=programme)),
        six_months_asked_at=timezone.now(),
    )
    own = factories.RegistrationFactory(workshop=session.workshop, user=None)
    meeting = factories.meeting_of(
        factories.NetworkerFactory(registration=own),
        factories.NetworkerFactory(session=session),
        slot=factories.MeetingSlotFactory(session=session),
    )
    row = meeting.participants.get(networker__registration=own)
    return SimpleNamespace(token=token_of(own), row=row.pk, key=outcome_token(row))


def addresses(resolver, namespace=""):
    """Names of all our own addresses."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin" or "allauth" in str(pattern.urlconf_name):
                continue
            yield from addresses(pattern, pattern.namespace or namespace)
        else:
            yield f"{namespace}:{pattern.name}"


def test_every_address_is_a_door():
    assert set(addresses(get_resolver())) - WITHOUT_ROW == set(DOORS)


@pytest.fixture(autouse=True)
def idle_worker(monkeypatch):
    """Whom a door lets in is asked here; what the worker then makes, elsewhere."""
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)


# To build the world takes longer than to knock at a door: many are tried in one.
CORRIDORS = 16


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("corridor", range(CORRIDORS))
def test_door_opens_only_for_whom_it_exists(client, world, corridor):
    names = list(DOORS)[corridor::CORRIDORS]
    urls = {name: reverse_of(name, world) for name in names}
    opens = {name: set() for name in names}

    for who in EVERYBODY:
        log_in(client, world, who)
        for name, url in urls.items():
            if answers(client, url) != {404}:
                opens[name].add(who)

    assert opens == {name: set(DOORS[name].opens) for name in names}


def reverse_of(name, world):
    return reverse(name, args=[world.programme.slug, *DOORS[name].names(world)])


def log_in(client, world, who):
    client.logout()
    if who in world.people:
        client.force_login(world.people[who])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the doors above were opened on SQLite")
@pytest.mark.django_db
def test_no_page_asks_what_another_database_refuses(client, world):
    """Most tests of pages run on one database only; here each page is opened on the other."""
    urls = [reverse_of(name, world) for name in DOORS if "coordinator" in DOORS[name].opens]
    log_in(client, world, "coordinator")

    assert max(max(answers(client, url)) for url in urls) < 500


def answers(client, url):
    """The answers to a GET and an empty POST, without “this method is not for you” (405)."""
    found = set()
    for ask in (client.get, client.post):
        # A verb that works would change the row for the next one who knocks.
        with transaction.atomic():
            found.add(ask(url).status_code)
            transaction.set_rollback(True)
    return found - {405}


# Names that are words of the address, and not of a row.
WORDS = {
    "programme:cluster_export",
    "programme:cluster_template",
    "programme:link_export",
    "programme:workplan_export",
    "programme:map_export",
    "programme:event_export",
    "reports:outcomes_export",
    "reports:downloads_export",
    "reports:final_report_write",
    "reports:final_report_save",
    "reports:final_report_presence",
    "reports:final_report_preview",
    "reports:final_report_history",
    "reports:final_report_restore",
    "reports:final_report_edition",
}


@pytest.mark.once
@pytest.mark.django_db
def test_no_row_is_reached_through_the_address_of_another_programme(client, world):
    both = world.people["coordinator"]
    elsewhere = factories.ProgrammeFactory()
    factories.MembershipFactory(user=both, programme=elsewhere, role="coordinator")
    world.people["both"] = both
    log_in(client, world, "both")

    open_doors = {
        name
        for name in set(DOORS) - WORDS
        if (names := DOORS[name].names(world))
        and answers(client, reverse(name, args=[elsewhere.slug, *names])) - {404}
    }

    assert open_doors == set()


MEETING_VERBS = ("accept", "decline", "withdraw", "cancel", "time")
# All that somebody who only takes part can do: about oneself, or with a link or a key in hand.
DONE_BY_PARTICIPANTS = {
    "workshops:calendar_create",
    "workshops:calendar_renew",
    "workshops:calendar_remove",
    "workshops:register",
    "workshops:registration_edit",
    "workshops:choose",
    "workshops:registration_withdraw",
    "workshops:guest_link_send",
    "workshops:guest_link_renew",
    "workshops:guest",
    "workshops:guest_withdraw",
    "workshops:survey_answer",
    "workshops:survey_guest",
    "reports:guest_paper",
    # From a meeting in which the person took part.
    "workshops:meeting_link",
    "workshops:meeting_outcome",
    "workshops:guest_meeting_outcome",
    "workshops:meeting_outcome_guest",
    *(f"workshops:meeting_{verb}" for verb in ("profile", "request", *MEETING_VERBS)),
    *(f"workshops:guest_meeting_{verb}" for verb in ("profile", "request", *MEETING_VERBS)),
    # A ZIP of what is for everybody.
    "reports:archive_create",
    "cases:edition_read",
    # An empty point and empty marks: both are refused in words.
    "cases:point_create",
    "cases:vote_cast",
}


@pytest.mark.once
@pytest.mark.django_db
def test_a_participant_does_nothing_for_others(client, world):
    client.force_login(world.people["participant"])
    done = set()
    for name in DOORS:
        with transaction.atomic():
            if client.post(reverse_of(name, world)).status_code not in {403, 404, 405}:
                done.add(name)
            transaction.set_rollback(True)

    assert done == DONE_BY_PARTICIPANTS
