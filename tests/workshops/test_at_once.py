"""Several people write about one workshop at the same time."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from programme.models import Activity, CountbackRule
from tests.factories import OutcomeFactory, SignUpFactory
from tests.together import run_together
from workshops.models import Outcome, Registration
from workshops.services import (
    RegistrationError,
    change_registration,
    choose,
    set_consents,
    withdraw_registration,
)
from workshops.services.outcomes import OutcomeError, mark_action_done
from workshops.services.rules import RuleError, delete_rule, save_rule


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_withdrawal_do_not_wait_for_each_other_for_ever(
    registration, choice_a, choice_b, coordinator
):
    SignUpFactory(registration=registration, item=choice_a)
    changed = threading.Event()

    @transaction.atomic
    def change():
        mine = Registration.objects.get(pk=registration.pk)
        mine.organisation = "Harbour office"
        change_registration(mine, ["organisation"], by=mine.user)
        changed.set()
        # For the other to get as far as it can.
        time.sleep(0.3)
        choose(mine, choice_b, by=mine.user)

    def withdraw():
        changed.wait(timeout=10)
        withdraw_registration(Registration.objects.get(pk=registration.pk), by=coordinator)

    assert run_together(change, withdraw) == [None, None]
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_consents_of_somebody_who_was_taken_off_the_list_are_refused(registration, coordinator):
    stale = Registration.objects.get()
    withdraw_registration(registration, by=coordinator)

    with pytest.raises(RegistrationError, match="is not registered any more"):
        set_consents(stale, in_list=False, photos=False, by=stale.user)
    with pytest.raises(RegistrationError, match="is not registered any more"):
        change_registration(stale, [], by=stale.user)


@pytest.mark.once
@pytest.mark.django_db
def test_what_was_deleted_meanwhile_is_said_in_words(programme, choice_a, coordinator):
    rule = CountbackRule.objects.in_programme(programme).get(key="agenda_released")
    action = OutcomeFactory(item=choice_a)
    CountbackRule.objects.filter(pk=rule.pk).delete()
    Outcome.objects.all().delete()

    with pytest.raises(ValidationError, match="Somebody has deleted this rule meanwhile"):
        save_rule(rule, by=coordinator)
    with pytest.raises(RuleError, match="Somebody has deleted this rule meanwhile"):
        delete_rule(rule, by=coordinator)
    with pytest.raises(OutcomeError, match="Somebody has deleted this meanwhile"):
        mark_action_done(action, by=coordinator)
    assert not Activity.objects.exists()
