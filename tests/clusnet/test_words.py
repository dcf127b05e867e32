from django.apps import apps
from django.conf import settings
from django.utils.translation import trans_real


def test_a_word_is_looked_up_in_no_catalogue_without_words(monkeypatch):
    # As a process that has just started: it has read none.
    monkeypatch.setattr(trans_real, "_translations", {})

    apps.get_app_config("clusnet").ready()

    words = first = trans_real.translation(settings.LANGUAGE_CODE)
    while words._fallback is not None:
        words = words._fallback
        # The package of countries puts one of its own behind, which has no catalogue.
        assert not hasattr(words, "_catalog")
    assert first.gettext("a word of ours") == "a word of ours"
