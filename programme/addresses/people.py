"""The addresses of people: who is here, invitations and their links, imports, coming and going."""

from django.urls import path, re_path

from programme.views import claims, invitation_links, invitations, people, people_imports, seats

urlpatterns = [
    # Open without a log-in
    path("invitation/asked/", invitation_links.invitation_asked, name="invitation_asked"),
    path("invitation/lost/", invitation_links.invitation_lost, name="invitation_lost"),
    path("invitation/<str:key>/", invitation_links.invitation, name="invitation"),
    path("invitation/<str:key>/ask/", invitation_links.invitation_ask, name="invitation_ask"),
    # One's own
    path("account/claims/", claims.claims, name="claims"),
    path("account/claims/confirm/", claims.claims_send, name="claims_send"),
    path("account/claims/<str:key>/", claims.claims_confirm, name="claims_confirm"),
    path("<slug:programme>/next/", invitation_links.next_page, name="next"),
    path("<slug:programme>/leave/", seats.leave, name="leave"),
    # People
    path("<slug:programme>/people/", people.people, name="people"),
    re_path(
        r"^(?P<programme>[-\w]+)/people/export/(?P<kind>csv|xlsx)/$",
        people.people_export,
        name="people_export",
    ),
    path("<slug:programme>/people/new/", people.person_add, name="person_add"),
    path("<slug:programme>/people/person/<int:pk>/", people.person, name="person"),
    path(
        "<slug:programme>/people/<int:pk>/",
        seats.MembershipUpdate.as_view(),
        name="membership_edit",
    ),
    path(
        "<slug:programme>/people/<int:pk>/remove/",
        seats.membership_remove,
        name="membership_remove",
    ),
    path(
        "<slug:programme>/people/<int:pk>/invite/",
        people.membership_invite,
        name="membership_invite",
    ),
    path("<slug:programme>/cities/<slug:slug>/hand-over/", seats.hand_over_city, name="hand_over"),
    # Invitations
    path("<slug:programme>/people/invitations/", invitations.invitation_list, name="invitations"),
    path(
        "<slug:programme>/people/invitations/send-expired/",
        invitations.invitations_send_expired,
        name="invitations_send_expired",
    ),
    path(
        "<slug:programme>/people/invitations/<int:pk>/send/",
        invitations.invitation_send,
        name="invitation_send",
    ),
    path(
        "<slug:programme>/people/invitations/<int:pk>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    # From a file
    path("<slug:programme>/people/import/", people_imports.people_import, name="people_import"),
    re_path(
        r"^(?P<programme>[-\w]+)/people/import/template/(?P<kind>csv|xlsx)/$",
        people_imports.people_template,
        name="people_template",
    ),
    path("<slug:programme>/people/import/<int:pk>/", people_imports.preview, name="people_preview"),
    path(
        "<slug:programme>/people/import/<int:pk>/leave-out/",
        people_imports.leave_out,
        name="people_leave_out",
    ),
    path(
        "<slug:programme>/people/import/<int:pk>/invite/",
        people_imports.invite_all,
        name="people_invite_all",
    ),
    path(
        "<slug:programme>/people/import/<int:pk>/delete/",
        people_imports.throw_away,
        name="people_import_delete",
    ),
]
