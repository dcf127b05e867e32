import pytest
from django.urls import reverse

from tests.factories import (
    AgendaItemFactory,
    RegistrationFactory,
    SignUpFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.second_factor import give_codes, show_factor

pytestmark = pytest.mark.once

FACTORIES = {
    "workshop": WorkshopFactory,
    "agendaitem": AgendaItemFactory,
    "registration": RegistrationFactory,
    "signup": SignUpFactory,
}


@pytest.fixture
def operator(db):
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("name", FACTORIES)
def test_operators_look_and_do_not_write(client, operator, name):
    row = FACTORIES[name]()
    give_codes(operator)
    client.force_login(operator)
    show_factor(client)

    page = client.get(reverse(f"admin:workshops_{name}_changelist"))
    change = reverse(f"admin:workshops_{name}_change", args=[row.pk])

    assert list(page.context["cl"].result_list) == [row]
    assert client.get(change).status_code == 200
    assert client.post(change, {}).status_code == 403
    assert client.get(reverse(f"admin:workshops_{name}_add")).status_code == 403
