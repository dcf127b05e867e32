from django.urls import URLPattern, URLResolver, include, path

from workshops.addresses.links import link_meeting_patterns
from workshops.addresses.meetings import meeting_patterns
from workshops.addresses.on_the_day import day_patterns, notes_patterns
from workshops.addresses.papers import file_patterns, practical_patterns
from workshops.addresses.participants import guest_patterns, participant_patterns
from workshops.addresses.schedules import guest_schedule_patterns
from workshops.views import (
    agenda,
    calendars,
    group_sheet,
    mails,
    moves,
    releases,
    rules,
    survey,
    survey_questions,
    typical,
    workshops,
)
from workshops.views.meetings import asking

app_name = "workshops"

agenda_patterns: list[URLPattern] = [
    path("", agenda.agenda_edit, name="agenda_edit"),
    path("create/", agenda.agenda_create, name="agenda_create"),
    path("copy/", agenda.agenda_copy, name="agenda_copy"),
    path("release/", releases.agenda_release, name="agenda_release"),
    path("withdraw/", releases.agenda_withdraw, name="agenda_withdraw"),
    path("releases/", releases.release_list, name="agenda_releases"),
    path("undo/", moves.moves_undo, name="moves_undo"),
    path("items/new/", agenda.ItemCreate.as_view(), name="item_create"),
    path("items/<int:pk>/", agenda.ItemEdit.as_view(), name="item_edit"),
    path("items/<int:pk>/delete/", agenda.ItemDelete.as_view(), name="item_delete"),
    path("items/<int:pk>/move/", moves.item_move, name="item_move"),
    path("items/<int:pk>/duplicate/", moves.item_duplicate, name="item_duplicate"),
    path("items/<int:pk>/put-back/", moves.item_put_back, name="item_put_back"),
]
# The typical agenda belongs to the settings of the programme.
typical_patterns: list[URLPattern] = [
    path("", typical.typical_agenda, name="typical_agenda"),
    path("own/", typical.typical_agenda_own, name="typical_agenda_own"),
    path("items/new/", typical.TypicalItemCreate.as_view(), name="typical_item_create"),
    path("items/<int:pk>/", typical.TypicalItemUpdate.as_view(), name="typical_item_edit"),
    path("items/<int:pk>/delete/", typical.TypicalItemDelete.as_view(), name="typical_item_delete"),
]
survey_patterns: list[URLPattern] = [
    path("", survey.survey_detail, name="survey"),
    path("answer/", survey.survey_answer, name="survey_answer"),
    path("open/", survey.survey_open, name="survey_open"),
    path("remind/", survey.survey_remind, name="survey_remind"),
    path("until/", survey.survey_until, name="survey_until"),
    path("close/", survey.survey_close, name="survey_close"),
    path("questions/", survey_questions.own_questions, name="survey_own_questions"),
    path("questions/new/", survey_questions.question_create, name="survey_own_question_create"),
]
# The questions of all surveys belong to the settings of the programme.
question_patterns: list[URLPattern] = [
    path("", survey_questions.questions, name="survey_questions"),
    path("usual/", survey_questions.usual_questions, name="survey_usual_questions"),
    path("new/", survey_questions.question_create, name="survey_question_create"),
    path("<int:pk>/", survey_questions.question_edit, name="survey_question_edit"),
    path("<int:pk>/retire/", survey_questions.question_retire, name="survey_question_retire"),
    path("<int:pk>/move/", survey_questions.question_move, name="survey_question_move"),
]
calendar_patterns: list[URLPattern] = [
    path("", calendars.calendars, name="calendars"),
    path("create/", calendars.calendar_create, name="calendar_create"),
    path("<int:pk>/renew/", calendars.calendar_renew, name="calendar_renew"),
    path("<int:pk>/remove/", calendars.calendar_remove, name="calendar_remove"),
]
# So do the rules by which dates follow from a workshop.
rule_patterns: list[URLPattern] = [
    path("new/", rules.rule_create, name="rule_create"),
    path("<int:pk>/", rules.rule_edit, name="rule_edit"),
    path("<int:pk>/delete/", rules.rule_delete, name="rule_delete"),
]
workshop_patterns: list[URLPattern | URLResolver] = [
    path("", workshops.workshop_detail, name="detail"),
    path("agenda.ics", calendars.calendar, name="calendar"),
    path("calendar/", calendars.calendar_options, name="calendar_options"),
    path("mails/", mails.workshop_mails, name="mails"),
    path("edit/", workshops.WorkshopUpdate.as_view(), name="edit"),
    path("agenda/", include(agenda_patterns)),
    path("participants/", include(participant_patterns)),
    path("notes/", include(notes_patterns)),
    path("on-the-day/", include(day_patterns)),
    path("files/", include(file_patterns)),
    path("practical-note/", include(practical_patterns)),
    path("survey/", include(survey_patterns)),
    path("meetings/", include(meeting_patterns)),
]
urlpatterns = [
    path("<slug:programme>/settings/rules/", include(rule_patterns)),
    # The key opens it to a calendar program, which cannot log in.
    path("calendar/<slug:key>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("<slug:programme>/calendars/", include(calendar_patterns)),
    *guest_patterns,
    *guest_schedule_patterns,
    path("<slug:programme>/settings/agenda/", include(typical_patterns)),
    path("<slug:programme>/group-sheet/", group_sheet.group_sheet, name="group_sheet"),
    path(
        "<slug:programme>/group-sheet/<slug:slug>/",
        group_sheet.group_sheet_save,
        name="group_sheet_save",
    ),
    path("<slug:programme>/settings/survey/", include(question_patterns)),
    # The key opens the form to somebody without an account.
    path("<slug:of>/survey/<str:key>/", survey.survey_guest, name="survey_guest"),
    path("<slug:programme>/networking/links/", include(link_meeting_patterns)),
    # From a mark of the networking map.
    path("<slug:programme>/networking/ask/", asking.ask_for_meeting, name="ask_for_meeting"),
    path("<slug:programme>/workshops/", workshops.workshop_list, name="list"),
    path("<slug:programme>/workshops/new/", workshops.WorkshopUpdate.as_view(), name="create"),
    path("<slug:programme>/workshops/<slug:slug>/", include(workshop_patterns)),
]
