"""The words of the consents. Who agreed to other words is asked again: they cover nothing new."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from programme.models.privacy import ConsentPurpose

WORDS = {
    ConsentPurpose.LISTED: _(
        "My e-mail address is shown with my name and role to all members of the programme, so that"
        " they can write to me."
    ),
    ConsentPurpose.PHOTOS: _(
        "Pictures on which I can be recognised may be published, from every workshop of the"
        " programme."
    ),
    ConsentPurpose.NEWS: _(
        "The programme may write to me about its results after it has ended. My address is kept"
        " for that as long as I agree."
    ),
}


def words_in_force(purpose: str) -> list[str]:
    """The words of today, in each language of the site."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(WORDS[ConsentPurpose(purpose)]))
    return found
