"""Forms that appear only in the middle of a flow: what comes before them is done here."""

import json

from django.test import Client
from django.urls import reverse

from tests import factories
from tests.second_factor import Passkey, give_codes, show_factor, show_password

PASSWORD = "secret-word"


def walk_flows(world):
    """Open the pages on which these forms stand."""
    for flow in FLOWS:
        flow(world)


def client_of(person):
    client = Client()
    client.force_login(person)
    show_password(client)
    return client


def second_factors(world):
    """Setting one up, showing it again, naming a key, another e-mail, a first password."""
    person = factories.UserFactory(password=PASSWORD)
    client = client_of(person)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "programme:email_change"):
        client.get(reverse(name))
    key = Passkey(person).row
    show_factor(client)
    client.get(reverse("mfa_edit_webauthn", args=[key.pk]))
    give_codes(person)
    again = Client()
    again.force_login(person)
    again.get(reverse("mfa_reauthenticate"))
    again.post(reverse("mfa_reauthenticate_webauthn"), {"credential": "{}"})
    client_of(factories.NewcomerFactory()).get(reverse("account_set_password"))
    visitor = Client()
    visitor.get(reverse("account_request_login_code"))
    visitor.post(reverse("mfa_login_webauthn"), {"credential": json.dumps({})})
    visitor.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    visitor.get(reverse("mfa_authenticate"))


def operators(world):
    client = client_of(world.people["proven"])
    show_factor(client)
    for model in ("user", "programme"):
        client.get(reverse(f"admin:programme_{model}_add"))


def parts_of_a_case(world):
    """The rows of an editor's page, and a comment of one's own that is worded anew."""
    editor = world.people["editor"]
    client, case = client_of(editor), world.draft
    for section in ("strategic_issues", "performance", "objectives"):
        client.get(address("cases:write", case, section))
    comment = factories.CommentFactory(case=case, author=editor)
    client.post(address("cases:comment_change", case, comment.pk), {"text": ""})


def more_time(world):
    factories.WorkplanItemFactory(programme=world.programme, source_key=world.draft.due_key)
    client_of(world.people["coordinator"]).get(address("cases:more_time", world.draft))


def actions_of_a_case(world):
    """The city answers what was proposed, and says later what became of it."""
    case = world.shared
    factories.ProposedActionFactory(case=case, status="accepted")
    seat = factories.MembershipFactory(programme=case.programme, city=case.city, role="editor")
    client = client_of(seat.user)
    client.get(address("cases:action_answer", case, world.action.pk))
    client.get(address("cases:follow_up", case, 6))


def dates_and_days(world):
    """A date that follows from a workshop, meetings that are set up, a table of colleagues."""
    client, slug = client_of(world.people["coordinator"]), world.programme.slug
    computed = factories.WorkplanItemFactory(programme=world.programme, source_key="x:1")
    client.get(reverse("programme:item_edit", args=[slug, computed.pk]))
    for name in ("meeting_session", "registration_several", "meeting_profile"):
        client.get(reverse(f"workshops:{name}", args=[slug, world.released.slug]))


def address(name, case, *more):
    return reverse(name, args=[case.programme.slug, case.city.slug, *more])


FLOWS = (second_factors, operators, parts_of_a_case, more_time, actions_of_a_case, dates_and_days)
