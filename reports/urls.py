from django.urls import path

from reports.views import documents, overview, reports

app_name = "reports"
urlpatterns = [
    # The overview.
    path("<slug:programme>/", overview.overview, name="overview"),
    # City reports and the final report.
    path("<slug:programme>/reports/", reports.report_list, name="list"),
    path("<slug:programme>/reports/final-report/", reports.final_report, name="final_report"),
    path("<slug:programme>/reports/<slug:slug>/", reports.city_report, name="city_report"),
    # Documents: every PDF.
    path("<slug:programme>/documents/", documents.DocumentList.as_view(), name="documents"),
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
