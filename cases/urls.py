from django.urls import path

from cases import views

app_name = "cases"
urlpatterns = [
    path("<slug:programme>/cases/", views.case_list, name="list"),
    path("<slug:programme>/cases/<slug:city>/", views.case_detail, name="detail"),
]
