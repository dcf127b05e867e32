from django.urls import path

from workshops import views

app_name = "workshops"
urlpatterns = [
    path("<slug:programme>/workshops/", views.workshop_list, name="list"),
    path("<slug:programme>/workshops/<slug:slug>/", views.workshop_detail, name="detail"),
]
