from django.apps import apps
from django.conf import settings
from django.utils.translation import trans_real


def test_a_word_is_looked_up_in_no_catalogue_without_words(monkeypatch):
    # As a process that has just started: it has read none.
    monkeypatch.setattr(trans_real, "_translations", {})

    apps.get_app_config("clusnet").ready()

    words = trans_real.translation(settings.LANGUAGE_CODE)
    assert words._fallback is None
    assert words.gettext("a word of ours") == "a word of ours"
