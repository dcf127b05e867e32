from django.conf import settings
from django.utils.translation import trans_real


def test_a_word_is_looked_up_in_no_catalogue_without_words():
    words = trans_real.translation(settings.LANGUAGE_CODE)

    assert words._fallback is None
    assert words.gettext("a word of ours") == "a word of ours"
