from django.conf import settings
from django.utils.translation import gettext, override, trans_real

from clusnet.catalogues import leave_out_empty_catalogues


def fallbacks_of(catalogue):
    while catalogue := catalogue._fallback:
        yield catalogue


def test_a_word_is_not_looked_up_in_catalogues_that_hold_none(monkeypatch):
    monkeypatch.setattr(trans_real, "_translations", {})
    catalogue = trans_real.translation(settings.LANGUAGE_CODE)
    before = [set(fallback._catalog.keys()) for fallback in fallbacks_of(catalogue)]
    assert {""} in before

    leave_out_empty_catalogues(settings.LANGUAGE_CODE)

    after = [set(fallback._catalog.keys()) for fallback in fallbacks_of(catalogue)]
    assert after == [words for words in before if words - {""}]


def test_a_catalogue_with_words_stays(monkeypatch):
    monkeypatch.setattr(trans_real, "_translations", {})

    leave_out_empty_catalogues("de")

    with override("de"):
        assert gettext("Saturday") == "Samstag"
