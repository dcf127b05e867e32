from django.urls import path, re_path

from programme.addresses import account, exchange, field, mails, people, policy_facts, privacy
from programme.views import (
    cities,
    cluster_rows,
    clusters,
    directory,
    home,
    links,
    log,
    mail_address,
    mail_preferences,
    networking,
    search,
    settings,
    starting,
    workplan,
)

app_name = "programme"
urlpatterns = [
    path("", home.home, name="home"),
    *account.urlpatterns,
    *people.urlpatterns,
    *privacy.urlpatterns,
    path("account/resume/", home.resume, name="resume"),
    path("programmes/new/", starting.programme_start, name="start"),
    # Workplan
    path("<slug:programme>/workplan/", workplan.workplan, name="workplan"),
    path("<slug:programme>/workplan/new/", workplan.ItemCreate.as_view(), name="item_create"),
    path("<slug:programme>/workplan/<int:pk>/", workplan.ItemUpdate.as_view(), name="item_edit"),
    path(
        "<slug:programme>/workplan/<int:pk>/delete/",
        workplan.ItemDelete.as_view(),
        name="item_delete",
    ),
    path("<slug:programme>/workplan/<int:pk>/done/", workplan.item_done, name="item_done"),
    path("<slug:programme>/workplan/<int:pk>/open/", workplan.item_open, name="item_open"),
    path(
        "<slug:programme>/workplan/<int:pk>/evidence/", workplan.item_evidence, name="item_evidence"
    ),
    path("<slug:programme>/workplan/<int:pk>/file/", workplan.item_file, name="item_file"),
    re_path(
        r"^(?P<programme>[-\w]+)/workplan/dates\.(?P<kind>csv|xlsx|ics)$",
        workplan.export,
        name="workplan_export",
    ),
    # The field and the events of others
    *field.urlpatterns,
    # Cities
    path("<slug:programme>/cities/", cities.CityList.as_view(), name="city_list"),
    path("<slug:programme>/cities/new/", cities.CityCreate.as_view(), name="city_create"),
    path("<slug:programme>/cities/<slug:slug>/", cities.city_detail, name="city_detail"),
    path(
        "<slug:programme>/cities/<slug:slug>/edit/", cities.CityUpdate.as_view(), name="city_edit"
    ),
    path(
        "<slug:programme>/cities/<slug:slug>/delete/",
        cities.CityDelete.as_view(),
        name="city_delete",
    ),
    *policy_facts.urlpatterns,
    # Clusters
    *exchange.urlpatterns,
    path("<slug:programme>/clusters/", directory.cluster_list, name="cluster_list"),
    path("<slug:programme>/clusters/compare/", directory.cluster_compare, name="cluster_compare"),
    path("<slug:programme>/clusters/new/", clusters.ClusterCreate.as_view(), name="cluster_create"),
    path(
        "<slug:programme>/clusters/<slug:slug>/",
        clusters.cluster_detail,
        name="cluster_detail",
    ),
    path(
        "<slug:programme>/clusters/<slug:slug>/edit/",
        clusters.ClusterUpdate.as_view(),
        name="cluster_edit",
    ),
    path(
        "<slug:programme>/clusters/<slug:slug>/figures/",
        cluster_rows.figures_edit,
        name="figures_edit",
    ),
    path(
        "<slug:programme>/clusters/<slug:slug>/offers/",
        cluster_rows.offers_edit,
        name="offers_edit",
    ),
    path(
        "<slug:programme>/clusters/<slug:slug>/delete/",
        clusters.ClusterDelete.as_view(),
        name="cluster_delete",
    ),
    # Networking
    path("<slug:programme>/networking/", networking.networking, name="networking"),
    path(
        "<slug:programme>/networking/cities/<slug:slug>/",
        networking.map_row_edit,
        name="map_row_edit",
    ),
    path(
        "<slug:programme>/networking/cities/<slug:slug>/<slug:sector>/",
        networking.map_cell,
        name="map_cell",
    ),
    path(
        "<slug:programme>/networking/cities/<slug:slug>/<slug:sector>/answer/",
        networking.map_cell_answer,
        name="map_cell_answer",
    ),
    re_path(
        r"^(?P<programme>[-\w]+)/networking/map\.(?P<kind>csv|xlsx|svg)$",
        networking.map_export,
        name="map_export",
    ),
    path(
        "<slug:programme>/networking/sectors/new/",
        networking.SectorCreate.as_view(),
        name="sector_create",
    ),
    path(
        "<slug:programme>/networking/sectors/<slug:slug>/",
        networking.SectorUpdate.as_view(),
        name="sector_edit",
    ),
    path(
        "<slug:programme>/networking/sectors/<slug:slug>/delete/",
        networking.SectorDelete.as_view(),
        name="sector_delete",
    ),
    # Links between clusters
    path("<slug:programme>/networking/links/", links.LinkList.as_view(), name="link_list"),
    re_path(
        r"^(?P<programme>[-\w]+)/networking/links/links\.(?P<kind>csv|xlsx)$",
        links.link_export,
        name="link_export",
    ),
    path("<slug:programme>/networking/links/new/", links.link_create, name="link_create"),
    path("<slug:programme>/networking/links/clusters/", links.link_clusters, name="link_clusters"),
    path("<slug:programme>/networking/links/<int:pk>/", links.link_detail, name="link_detail"),
    path("<slug:programme>/networking/links/<int:pk>/edit/", links.link_edit, name="link_edit"),
    path("<slug:programme>/networking/links/<int:pk>/note/", links.link_note, name="link_note"),
    path(
        "<slug:programme>/networking/links/<int:pk>/reopen/",
        links.link_reopen,
        name="link_reopen",
    ),
    path(
        "<slug:programme>/networking/links/<int:pk>/steps/<slug:to>/",
        links.link_step,
        name="link_step",
    ),
    # People
    path("<slug:programme>/search/", search.search, name="search"),
    # Settings
    path("<slug:programme>/settings/", settings.ProgrammeUpdate.as_view(), name="settings"),
    path("<slug:programme>/logo/", settings.logo, name="logo"),
    path(
        "<slug:programme>/settings/objectives/new/",
        settings.ObjectiveCreate.as_view(),
        name="objective_create",
    ),
    path(
        "<slug:programme>/settings/objectives/<int:pk>/",
        settings.ObjectiveUpdate.as_view(),
        name="objective_edit",
    ),
    path(
        "<slug:programme>/settings/objectives/<int:pk>/delete/",
        settings.ObjectiveDelete.as_view(),
        name="objective_delete",
    ),
    path(
        "<slug:programme>/settings/groups/new/", settings.GroupCreate.as_view(), name="group_create"
    ),
    path(
        "<slug:programme>/settings/groups/<int:pk>/",
        settings.GroupUpdate.as_view(),
        name="group_edit",
    ),
    path(
        "<slug:programme>/settings/groups/<int:pk>/delete/",
        settings.GroupDelete.as_view(),
        name="group_delete",
    ),
    path(
        "<slug:programme>/settings/partners/new/",
        settings.PartnerCreate.as_view(),
        name="partner_create",
    ),
    path(
        "<slug:programme>/settings/partners/<int:pk>/",
        settings.PartnerUpdate.as_view(),
        name="partner_edit",
    ),
    path(
        "<slug:programme>/settings/partners/<int:pk>/delete/",
        settings.PartnerDelete.as_view(),
        name="partner_delete",
    ),
    # Mails
    path("account/mails/stop/<str:token>/", mail_preferences.mail_stop, name="mail_stop"),
    path(
        "<slug:programme>/mails/<int:pk>/try-address/",
        mail_address.mail_try_address,
        name="mail_try_address",
    ),
    path(
        "<slug:programme>/mails/mine/",
        mail_preferences.mail_preferences,
        name="mail_preferences",
    ),
    *mails.urlpatterns,
    # Log
    path("<slug:programme>/log/", log.log, name="log"),
    re_path(
        r"^(?P<programme>[-\w]+)/log/log\.(?P<kind>csv|xlsx)$", log.log_export, name="log_export"
    ),
]
