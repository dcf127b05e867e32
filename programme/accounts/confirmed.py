"""Whether the e-mail of an account is known to be that of its person."""

from allauth.account.models import EmailAddress

from programme.models import User


def confirm_address(person: User) -> None:
    """The person has read mail at the address of the account."""
    address = person.email.lower()
    # An address belongs to one account: what another one said of it earlier is over.
    EmailAddress.objects.filter(email__iexact=address).exclude(user=person).delete()
    # An earlier address would stay a way in.
    EmailAddress.objects.filter(user=person).exclude(email__iexact=address).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=address, defaults={"verified": True, "primary": True}
    )


def is_confirmed(person: User) -> bool:
    return EmailAddress.objects.filter(
        user=person, email__iexact=person.email, verified=True
    ).exists()
