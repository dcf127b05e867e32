"""What somebody agrees to: each by itself, in words that are kept, taken back at once."""

import pytest

from programme.models import Activity, Consent, ConsentPurpose
from programme.privacy.consents import ConsentError, give_consent, withdraw_consent

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_consent_is_given_once_in_its_words_and_stays_in_the_history_when_withdrawn(
    participant, programme
):
    given = give_consent(participant, programme, ConsentPurpose.LISTED, by=participant)

    again = give_consent(participant, programme, ConsentPurpose.LISTED, by=participant)
    withdraw_consent(participant, programme, ConsentPurpose.LISTED, by=participant)
    withdraw_consent(participant, programme, ConsentPurpose.LISTED, by=participant)

    given.refresh_from_db()
    assert again == given
    assert given.withdrawn_at >= given.given_at
    assert "name, role and e-mail" in given.wording
    verbs = Activity.objects.about(given).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["consent_given", "consent_withdrawn"]


def test_who_agreed_to_other_words_agrees_anew(participant, programme):
    older = give_consent(participant, programme, ConsentPurpose.NEWS, by=participant)
    Consent.objects.update(wording="Earlier words.")

    newer = give_consent(participant, programme, ConsentPurpose.NEWS, by=participant)

    older.refresh_from_db()
    assert older.withdrawn_at is not None
    assert newer.wording != older.wording


def test_nobody_agrees_for_somebody_else(participant, coordinator, programme):
    with pytest.raises(ConsentError):
        give_consent(participant, programme, ConsentPurpose.PHOTOS, by=coordinator)

    assert not Consent.objects.exists()
