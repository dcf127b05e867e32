from django.urls import path

from programme import views

app_name = "programme"
urlpatterns = [
    path("", views.home, name="home"),
    path("account/resume/", views.resume, name="resume"),
    path("<slug:programme>/workplan/", views.workplan, name="workplan"),
    path("<slug:programme>/networking/", views.networking, name="networking"),
    path("<slug:programme>/cities/", views.city_list, name="city_list"),
    path("<slug:programme>/clusters/", views.cluster_list, name="cluster_list"),
    path("<slug:programme>/people/", views.people, name="people"),
    path("<slug:programme>/cities/<slug:slug>/", views.city_detail, name="city_detail"),
    path("<slug:programme>/clusters/<slug:slug>/", views.cluster_detail, name="cluster_detail"),
]
