from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("<slug:programme>/", views.overview, name="overview"),
    path("<slug:programme>/reports/", views.report_list, name="list"),
    path("<slug:programme>/documents/", views.document_list, name="documents"),
    path("<slug:programme>/reports/final-report/", views.final_report, name="final_report"),
    path("<slug:programme>/reports/<slug:slug>/", views.city_report, name="city_report"),
    path("<slug:programme>/documents/<int:pk>/", views.document, name="document"),
]
