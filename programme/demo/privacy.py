"""Loads what some people of the demonstration agreed to, and took back. All of it is invented."""

from programme.models import ConsentPurpose, Programme, User
from programme.privacy.consents import give_consent, withdraw_consent

PICTURES = ("klara.lund@goteborg.example", "tobias.brandt@leipzig.example")
NEWS = ("klara.lund@goteborg.example", "paivi.lehtinen@helsinki.example")
NO_MORE_NEWS = ("tobias.brandt@leipzig.example",)


def load(programme: Programme) -> None:
    """After the people: each for oneself, as on the page."""
    people = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    for email in PICTURES:
        give_consent(people[email], programme, ConsentPurpose.PHOTOS, by=people[email])
    for email in (*NEWS, *NO_MORE_NEWS):
        give_consent(people[email], programme, ConsentPurpose.NEWS, by=people[email])
    for email in NO_MORE_NEWS:
        withdraw_consent(people[email], programme, ConsentPurpose.NEWS, by=people[email])
