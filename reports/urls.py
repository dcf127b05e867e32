from django.urls import include, path

from reports.views import (
    archives,
    assembling,
    checks,
    city_reports,
    documents,
    downloads,
    final_reports,
    guests,
    history,
    learning,
    lessons,
    library,
    networking,
    overview,
    papers,
    passports,
    public,
    talk,
)

app_name = "reports"

final_report_patterns = [
    path("", final_reports.final_report, name="final_report"),
    path("editions/<int:number>/", final_reports.final_report, name="final_report_edition"),
    path("begin/", final_reports.final_report_begin, name="final_report_begin"),
    path("write/", final_reports.final_report_write_start, name="final_report_write_start"),
    path("write/<slug:part>/", final_reports.final_report_write, name="final_report_write"),
    path("parts/<slug:part>/", final_reports.final_report_save, name="final_report_save"),
    path(
        "parts/<slug:part>/presence/",
        final_reports.final_report_presence,
        name="final_report_presence",
    ),
    path(
        "parts/<slug:part>/preview/",
        final_reports.final_report_preview,
        name="final_report_preview",
    ),
    path("history/<slug:part>/", history.final_report_history, name="final_report_history"),
    path(
        "history/<slug:part>/<int:version>/restore/",
        history.final_report_restore,
        name="final_report_restore",
    ),
    path("review/", final_reports.final_report_review, name="final_report_review"),
    path("back/", final_reports.final_report_back, name="final_report_back"),
    path("approve/", final_reports.final_report_approve, name="final_report_approve"),
    path("comments/", talk.final_report_comments, name="final_report_comments"),
    path("comments/create/", talk.final_report_comment_create, name="final_report_comment_create"),
    path(
        "comments/<int:pk>/change/",
        talk.final_report_comment_change,
        name="final_report_comment_change",
    ),
    path(
        "comments/<int:pk>/withdraw/",
        talk.final_report_comment_withdraw,
        name="final_report_comment_withdraw",
    ),
    path(
        "comments/<int:pk>/resolve/",
        talk.final_report_comment_resolve,
        name="final_report_comment_resolve",
    ),
    path(
        "comments/<int:pk>/reopen/",
        talk.final_report_comment_reopen,
        name="final_report_comment_reopen",
    ),
    path("publish/", final_reports.final_report_publish, name="final_report_publish"),
    path("reopen/", final_reports.final_report_reopen, name="final_report_reopen"),
]
city_report_patterns = [
    path("", city_reports.city_report, name="city_report"),
    path("editions/<int:number>/", city_reports.city_report, name="city_report_edition"),
    path("begin/", city_reports.city_report_begin, name="city_report_begin"),
    path("write/", city_reports.city_report_write_start, name="city_report_write_start"),
    path("write/<slug:part>/", city_reports.city_report_write, name="city_report_write"),
    path(
        "write/<slug:part>/assemble/",
        assembling.city_report_assemble,
        name="city_report_assemble",
    ),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/<int:number>/", lessons.lesson_edit, name="lesson_edit"),
    path("lessons/<int:number>/delete/", lessons.lesson_delete, name="lesson_delete"),
    path("lessons/<int:number>/move/", lessons.lesson_move, name="lesson_move"),
    path("parts/<slug:part>/", city_reports.city_report_save, name="city_report_save"),
    path(
        "parts/<slug:part>/presence/",
        city_reports.city_report_presence,
        name="city_report_presence",
    ),
    path(
        "parts/<slug:part>/preview/",
        city_reports.city_report_preview,
        name="city_report_preview",
    ),
    path("history/<slug:part>/", history.city_report_history, name="city_report_history"),
    path(
        "history/<slug:part>/<int:version>/restore/",
        history.city_report_restore,
        name="city_report_restore",
    ),
    path("review/", city_reports.city_report_review, name="city_report_review"),
    path("back/", city_reports.city_report_back, name="city_report_back"),
    path("send/", city_reports.city_report_send, name="city_report_send"),
    path("recall/", city_reports.city_report_recall, name="city_report_recall"),
    path("approve/", city_reports.city_report_approve, name="city_report_approve"),
    path("check/", checks.city_report_check, name="city_report_check"),
    path("check/<int:pk>/", checks.city_report_check_mark, name="city_report_check_mark"),
    path(
        "check/<int:pk>/answer/", checks.city_report_check_answer, name="city_report_check_answer"
    ),
    path("check/more-time/", checks.city_report_check_ask, name="city_report_check_ask"),
    path("check/extend/", checks.city_report_check_extend, name="city_report_check_extend"),
    path("confirm/", checks.city_report_confirm, name="city_report_confirm"),
    path("return/", checks.city_report_return, name="city_report_return"),
    path("comments/", talk.city_report_comments, name="city_report_comments"),
    path("comments/create/", talk.city_report_comment_create, name="city_report_comment_create"),
    path(
        "comments/<int:pk>/change/",
        talk.city_report_comment_change,
        name="city_report_comment_change",
    ),
    path(
        "comments/<int:pk>/withdraw/",
        talk.city_report_comment_withdraw,
        name="city_report_comment_withdraw",
    ),
    path(
        "comments/<int:pk>/resolve/",
        talk.city_report_comment_resolve,
        name="city_report_comment_resolve",
    ),
    path(
        "comments/<int:pk>/reopen/",
        talk.city_report_comment_reopen,
        name="city_report_comment_reopen",
    ),
    path("publish/", city_reports.city_report_publish, name="city_report_publish"),
    path("reopen/", city_reports.city_report_reopen, name="city_report_reopen"),
]
learning_patterns = [
    path("", learning.learning, name="learning"),
    path("compare/", learning.learning_compare, name="learning_compare"),
    path("objectives/", learning.learning_objectives, name="learning_objectives"),
    path("figures/", learning.learning_figures, name="learning_figures"),
    path("issues/", learning.learning_issues, name="learning_issues"),
    path("lessons/", learning.learning_lessons, name="learning_lessons"),
    path("satisfaction/", learning.learning_satisfaction, name="learning_satisfaction"),
    path("actions/", passports.outcomes, name="outcomes"),
    path("actions/export/<slug:kind>/", passports.outcomes_export, name="outcomes_export"),
    path("actions/<slug:city>/", passports.chain, name="chain"),
    path("passports/", passports.passports, name="passports"),
    path("passports/<slug:city>/", passports.passport, name="passport"),
    path("passports/<slug:city>/take-up/", passports.take_up_create, name="take_up_create"),
    path("passports/<slug:city>/<int:pk>/edit/", passports.take_up_edit, name="take_up_edit"),
    path("passports/<slug:city>/<int:pk>/delete/", passports.take_up_delete, name="take_up_delete"),
]
urlpatterns = [
    # The overview.
    path("<slug:programme>/", overview.overview, name="overview"),
    path("<slug:programme>/readiness/", overview.readiness, name="readiness"),
    # City reports and the final report. Words first: a slug would take them for workshops.
    path("<slug:programme>/reports/", city_reports.report_list, name="list"),
    path("<slug:programme>/reports/final-report/", include(final_report_patterns)),
    path("<slug:programme>/reports/<slug:slug>/", include(city_report_patterns)),
    # The papers of a workshop: a page of it, with what this app makes.
    path("<slug:programme>/workshops/<slug:slug>/papers/", papers.papers, name="papers"),
    path(
        "<slug:programme>/workshops/<slug:slug>/papers/build/",
        papers.papers_build,
        name="papers_build",
    ),
    # Learning across cases.
    path("<slug:programme>/learning/", include(learning_patterns)),
    path(
        "<slug:programme>/networking/results/",
        networking.networking_results,
        name="networking_results",
    ),
    # A case for visitors. Not “programme”: that is for people with a seat in it.
    path("<slug:of>/cases/<slug:city>/public/", public.public_case, name="public_case"),
    path("<slug:of>/cases/<slug:city>/public/pdf/", public.public_case_pdf, name="public_case_pdf"),
    path("<slug:of>/guest/<str:token>/<slug:kind>.pdf", guests.guest_paper, name="guest_paper"),
    # Documents: every PDF.
    path("<slug:programme>/documents/", library.library, name="documents"),
    path("<slug:programme>/documents/build/", library.build, name="documents_build"),
    path("<slug:programme>/documents/building/", library.building, name="documents_building"),
    path("<slug:programme>/documents/zip/", archives.archive_create, name="archive_create"),
    path("<slug:programme>/documents/downloads/", downloads.downloads, name="downloads"),
    path(
        "<slug:programme>/documents/downloads/<slug:kind>/",
        downloads.downloads_export,
        name="downloads_export",
    ),
    path(
        "<slug:programme>/documents/request/<slug:kind>/<int:subject_pk>/",
        documents.document_request,
        name="document_request",
    ),
    path("<slug:programme>/documents/<int:pk>/", documents.document_detail, name="document"),
    path(
        "<slug:programme>/documents/<int:pk>/retry/",
        documents.document_retry,
        name="document_retry",
    ),
    path(
        "<slug:programme>/documents/<int:pk>/file/",
        documents.document_download,
        name="document_download",
    ),
]
