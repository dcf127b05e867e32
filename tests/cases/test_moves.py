import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.forms.frame import CaseEditForm
from cases.models import Answer, Case, CaseStatus, Comment, Edition
from programme.models import Activity
from tests.factories import (
    CaseFactory,
    CityFactory,
    ClusterFactory,
    MembershipFactory,
    RegistrationFactory,
    WorkshopFactory,
)
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    return draft


def url_of(verb, case):
    return reverse(f"cases:{verb}", args=[case.programme.slug, case.city.slug])


def send(client, user, verb, case, **data):
    client.force_login(user)
    return client.post(url_of(verb, case), data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def status_of(case):
    return Case.objects.values_list("status", flat=True).get(pk=case.pk)


def verbs(case):
    return set(Activity.objects.about(case).values_list("verb", flat=True))


@pytest.fixture
def at_stage(case, request):
    """Bring the case to a stage by the services, or by force to one that nobody starts from."""

    def at_stage(status):
        stages = {
            CaseStatus.SUBMITTED: "submitted",
            CaseStatus.ACCEPTED: "accepted",
            CaseStatus.DISTRIBUTED: "distributed",
            CaseStatus.DISCUSSED: "discussed",
        }
        if status in stages:
            request.getfixturevalue(stages[status])
        case.refresh_from_db()
        return case

    return at_stage


# Each verb: from which state, to which, by whom, with what.
REMARK = {"remark": "Say where the nine firms come from."}
VERBS = {
    "submit": (CaseStatus.DRAFTING, CaseStatus.SUBMITTED, {"editor", "coordinator"}, {}),
    "return": (CaseStatus.SUBMITTED, CaseStatus.RETURNED, {"expert", "coordinator"}, REMARK),
    "accept": (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, {"expert", "coordinator"}, {}),
    "distribute": (CaseStatus.ACCEPTED, CaseStatus.DISTRIBUTED, {"expert", "coordinator"}, {}),
    "discuss": (CaseStatus.DISTRIBUTED, CaseStatus.DISCUSSED, {"expert", "coordinator"}, {}),
    "close": (CaseStatus.DISCUSSED, CaseStatus.CLOSED, {"expert", "coordinator"}, {}),
}
WORKERS = ("coordinator", "expert", "editor")
BY_ALLOWED = [(verb, who) for verb, row in VERBS.items() for who in sorted(row[2])]
BY_FORBIDDEN = [(verb, who) for verb, row in VERBS.items() for who in WORKERS if who not in row[2]]


@pytest.mark.parametrize(("verb", "who"), BY_ALLOWED)
def test_a_move_works_for_those_who_may_make_it_and_is_logged(client, at_stage, request, verb, who):
    before, after, _allowed, data = VERBS[verb]
    case = at_stage(before)

    response = send(client, request.getfixturevalue(who), verb, case, **data)

    assert response.url == case.get_absolute_url()
    assert status_of(case) == after
    assert Activity.objects.about(case).filter(verb=f"case_{after}").count() == 1


@pytest.mark.parametrize(("verb", "who"), BY_FORBIDDEN)
def test_a_move_is_forbidden_to_those_who_only_read(client, at_stage, request, verb, who):
    before, _after, _allowed, data = VERBS[verb]
    case = at_stage(before)

    response = send(client, request.getfixturevalue(who), verb, case, **data)

    assert response.status_code == 403
    assert status_of(case) == before


@pytest.mark.parametrize("verb", ["discuss", "close"])
@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour"])
def test_readers_of_the_edition_move_nothing(client, at_stage, request, verb, who):
    case = at_stage(VERBS[verb][0])

    response = send(client, request.getfixturevalue(who), verb, case)

    assert response.status_code == 403


@pytest.mark.parametrize("verb", ["submit", "return", "accept", "distribute"])
@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour", "outsider"])
def test_a_draft_is_not_there_for_those_who_may_not_see_it(client, at_stage, request, verb, who):
    before, _after, _allowed, data = VERBS[verb]
    case = at_stage(before)

    response = send(client, request.getfixturevalue(who), verb, case, **data)

    assert response.status_code == 404
    assert status_of(case) == before


@pytest.mark.parametrize("verb", ["submit", "accept", "discuss", "close"])
def test_a_move_cannot_be_made_by_opening_its_address(client, case, coordinator, verb):
    client.force_login(coordinator)

    assert client.get(url_of(verb, case)).status_code == 405


@pytest.mark.parametrize("verb", ["submit", "accept", "discuss", "close"])
def test_a_move_from_the_wrong_state_is_explained(client, at_stage, coordinator, verb):
    wrong = CaseStatus.ACCEPTED if verb != "accept" else CaseStatus.DISCUSSED
    case = at_stage(wrong)

    response = send(client, coordinator, verb, case)

    assert status_of(case) == wrong
    [message] = said(response)
    assert message.startswith(f"The case “{case}” cannot be ")
    assert " on " in message


@pytest.mark.parametrize("verb", ["return", "distribute"])
def test_a_page_that_asks_first_sends_back_from_the_wrong_state(client, case, coordinator, verb):
    client.force_login(coordinator)

    response = client.get(url_of(verb, case))

    assert response.url == case.get_absolute_url()
    assert said(response)[0].startswith(f"The case “{case}” cannot be ")


@pytest.mark.parametrize("verb", ["return", "distribute"])
def test_opening_the_page_of_a_move_changes_nothing(client, at_stage, coordinator, verb):
    case = at_stage(VERBS[verb][0])
    client.force_login(coordinator)

    assert client.get(url_of(verb, case)).status_code == 200
    assert status_of(case) == VERBS[verb][0]


# Submitting


def test_an_incomplete_submission_says_how_much_is_missing(client, case, editor):
    Answer.objects.filter(case=case, topic__in=["growth", "governance"]).update(text="")

    response = send(client, editor, "submit", case)

    assert said(response) == ["The case cannot be submitted yet: 2 things are missing."]
    assert response.url == url_of("review", case)
    assert status_of(case) == CaseStatus.DRAFTING


def test_a_second_submission_is_told_who_was_first(client, submitted, editor, coordinator):
    response = send(client, coordinator, "submit", submitted)

    assert f"{editor} submitted it on " in said(response)[0]
    assert Activity.objects.about(submitted).filter(verb="case_submitted").count() == 1


# Returning


def test_a_return_without_a_remark_keeps_what_else_was_typed(client, submitted, expert):
    response = send(client, expert, "return", submitted, remark="", setting="Who supplies?")

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"remark"}
    assert "Who supplies?" in response.text
    assert status_of(submitted) == CaseStatus.SUBMITTED


def test_remarks_on_sections_are_kept_as_comments(client, submitted, expert):
    send(client, expert, "return", submitted, **REMARK, setting="Who supplies?")

    assert list(Comment.objects.values_list("case", "topic", "text")) == [
        (submitted.pk, "setting", "Who supplies?")
    ]


def test_a_return_that_comes_too_late_keeps_the_remark(client, at_stage, expert):
    case = at_stage(CaseStatus.DISTRIBUTED)

    response = send(client, expert, "return", case, **REMARK)

    assert response.status_code == 422
    assert "cannot be returned now" in response.text
    assert REMARK["remark"] in response.text


# Distributing


def test_the_page_says_who_will_read_the_case(client, accepted, coordinator, participant):
    RegistrationFactory(
        workshop=accepted.workshop,
        user=participant,
        city=participant.memberships.get().city,
    )
    RegistrationFactory(workshop=accepted.workshop, user=None, name="A guest")
    Answer.objects.filter(case=accepted, topic="growth").update(is_confidential=True)
    client.force_login(coordinator)

    response = client.get(url_of("distribute", accepted))

    readership = response.context["readership"]
    assert readership.registered == 2
    assert readership.without_account == 1
    assert readership.cities == 1
    # Coordinator, expert, editor and participant.
    assert readership.members == 4
    assert readership.confidential == 1


def test_in_time_no_reason_is_asked_for(client, accepted, coordinator):
    client.force_login(coordinator)

    response = client.get(url_of("distribute", accepted))

    assert list(response.context["form"].fields) == []


@pytest.fixture
def late(accepted):
    """An accepted case whose workshop opens in seven days."""
    first_day = timezone.localdate(timezone=accepted.workshop.tz) + datetime.timedelta(days=7)
    workshop = accepted.workshop
    workshop.starts_on, workshop.ends_on = first_day, first_day
    workshop.set_derived()
    workshop.save()
    return accepted


def test_a_late_distribution_asks_for_a_reason_at_the_field(client, late, coordinator):
    response = send(client, coordinator, "distribute", late, late_reason=" ")

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "late_reason": ["The case is late. Say why, or give the workshop a later date first."]
    }
    assert status_of(late) == CaseStatus.ACCEPTED


def test_a_late_distribution_with_a_reason_is_recorded(client, late, coordinator):
    send(client, coordinator, "distribute", late, late_reason="The figures came last night.")

    late.refresh_from_db()
    assert late.status == CaseStatus.DISTRIBUTED
    assert late.late_reason == "The figures came last night."
    assert Edition.objects.filter(case=late).count() == 1


def test_without_dates_the_page_says_what_to_do(client, accepted, coordinator):
    Case.objects.filter(pk=accepted.pk).update(workshop=None)
    client.force_login(coordinator)

    page = client.get(url_of("distribute", accepted))
    answer = client.post(url_of("distribute", accepted))

    assert "has no dates yet" in page.text
    assert answer.status_code == 422
    assert status_of(accepted) == CaseStatus.ACCEPTED


# Opening a case


def test_the_coordinator_opens_the_case_of_a_city(client, city, coordinator, workshop):
    cluster = ClusterFactory(city=city)
    client.force_login(coordinator)

    response = client.post(
        reverse("cases:create", args=[city.programme.slug]), {"cluster": cluster.pk}
    )

    case = Case.objects.get(city=city)
    assert response.url == case.get_absolute_url()
    assert (case.cluster, case.workshop, case.status) == (cluster, workshop, CaseStatus.PROPOSED)
    assert verbs(case) == {"case_created"}


def test_only_clusters_of_cities_without_a_case_are_offered(client, case, coordinator):
    ClusterFactory(city=case.city)
    free = ClusterFactory(city=CityFactory(programme=case.programme))
    ClusterFactory()
    client.force_login(coordinator)

    response = client.get(reverse("cases:create", args=[case.programme.slug]))

    assert set(response.context["form"].fields["cluster"].queryset) == {free}


def test_a_link_from_a_city_offers_its_clusters_alone(client, city, coordinator):
    own = ClusterFactory(city=city)
    ClusterFactory(city=CityFactory(programme=city.programme))
    client.force_login(coordinator)

    response = client.get(
        reverse("cases:create", args=[city.programme.slug], query={"city": city.slug})
    )

    assert set(response.context["form"].fields["cluster"].queryset) == {own}


def test_a_case_cannot_be_opened_twice(client, case, coordinator):
    client.force_login(coordinator)

    response = client.post(
        reverse("cases:create", args=[case.programme.slug]), {"cluster": case.cluster.pk}
    )

    assert response.status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who", ["expert", "editor", "participant"])
def test_only_the_coordinator_opens_cases(client, city, request, who):
    client.force_login(request.getfixturevalue(who))

    response = client.post(reverse("cases:create", args=[city.programme.slug]))

    assert response.status_code == 403


# Its cluster and workshop


def test_the_coordinator_gives_a_case_its_workshop(client, city, coordinator):
    case = CaseFactory(city=city, workshop=None)
    workshop = WorkshopFactory(city=city)

    send(client, coordinator, "edit", case, cluster=case.cluster.pk, workshop=workshop.pk)

    case.refresh_from_db()
    assert case.workshop == workshop
    assert "case_edited" in verbs(case)


def test_a_stale_form_does_not_undo_a_move(client, case, editor, coordinator):
    services.submit_case(case, by=editor)

    send(client, coordinator, "edit", case, cluster=ClusterFactory(city=case.city).pk, workshop="")

    assert status_of(case) == CaseStatus.SUBMITTED


def test_the_workshop_of_another_city_is_not_offered(client, case, coordinator):
    other = WorkshopFactory(city=CityFactory(programme=case.programme))

    response = send(client, coordinator, "edit", case, cluster=case.cluster.pk, workshop=other.pk)

    assert set(response.context["form"].errors) == {"workshop"}


def test_who_changes_the_frame_second_reads_what_the_first_saved(client, case, coordinator):
    first, second = ClusterFactory.create_batch(2, city=case.city)
    client.force_login(coordinator)
    page = url_of("edit", case)
    mine = fields_of(client.get(page), "frame-form") | {"cluster": second.pk}
    Case.objects.update(cluster=first)

    refused = client.post(page, mine)

    case.refresh_from_db()
    assert (refused.status_code, case.cluster) == (422, first)
    assert first.name in str(refused.context["form"].errors["cluster"])


def test_the_frame_of_a_distributed_case_is_fixed(client, distributed, coordinator):
    response = send(client, coordinator, "edit", distributed, cluster="", workshop="")

    distributed.refresh_from_db()
    assert said(response) == ["The case is distributed, so its frame is fixed."]
    assert distributed.workshop is not None


def test_the_frame_is_fixed_also_for_a_form_from_before_the_distribution(accepted, coordinator):
    other = ClusterFactory(city=accepted.city)
    data = {"cluster": other.pk, "workshop": accepted.workshop.pk}
    form = CaseEditForm(data, instance=Case.objects.get(pk=accepted.pk), user=coordinator)
    assert form.is_valid()
    services.distribute_case(accepted, by=coordinator)

    with pytest.raises(services.CaseMoveError):
        services.change_frame(accepted, form, by=coordinator)

    assert Case.objects.get(pk=accepted.pk).cluster != other


@pytest.mark.parametrize("who", ["expert", "editor"])
def test_only_the_coordinator_changes_cluster_and_workshop(client, case, request, who):
    response = send(client, request.getfixturevalue(who), "edit", case)

    assert response.status_code == 403


def test_an_editor_of_two_cities_submits_both(client, case, editor):
    other = CityFactory(programme=case.programme)
    MembershipFactory(user=editor, programme=case.programme, role="editor", city=other)

    send(client, editor, "submit", case)

    assert status_of(case) == CaseStatus.SUBMITTED
