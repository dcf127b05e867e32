"""How often the code of a second factor may be typed.

Whoever is asked for it has shown the password, or read the mail: a stolen password must not be
enough to guess six figures, and not to keep the owner out either. So tries count in several places:

- A browser in which this person showed a second factor before counts for itself alone. It carries
  a signed cookie (``known_browsers``): whatever others try, its owner gets in.
- Other browsers count by their address, and all of them together, more slowly: a hundred codes in
  a day, from however many addresses, are one chance in three thousand.
- Recovery codes are longer, and are counted beside; passkeys have nothing to guess, and no limit.
- All of it is counted for one password. Another one, chosen by mail, begins anew.

The owner is told by mail: whoever types wrong codes knows the password.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

from programme.accounts.known_browsers import known_browser
from programme.models import User
from programme.rate_limits import count_anew, limited

# With which password a log-in was begun that may wait for a second factor.
BEGUN_KEY = "log_in_begun_with"
KNOWN = "5/5m/key,20/h/key"
UNKNOWN = "5/5m/key,10/h/key,20/d/key"
# In this order: what an hour refuses uses up nothing of the day.
ALL_UNKNOWN = {
    "app": ("30/h/key", "100/d/key"),
    "recovery": ("60/h/key", "300/d/key"),
}
# The figures of a phone; a recovery code has more.
FIGURES = 6
# One may be mistyped, and the next one with it.
WRONG_UNTIL_TOLD = "2/h/key"
TELL_EVERY = 24 * 60 * 60


class Tries:
    """The tries of one person, as they count in this request."""

    def __init__(self, request: HttpRequest, person: User, code: str) -> None:
        self.request, self.person = request, person
        self.kind = "app" if len(code) <= FIGURES else "recovery"
        begun = request.session.get(BEGUN_KEY) or person.get_session_auth_hash()
        self.account = f"{person.pk}:{begun[:16]}:{self.kind}"
        self.known = known_browser(request, person)
        self.place = f"{self.account}:{self.known or get_ip(request)}"
        self.rates = KNOWN if self.known else UNKNOWN

    def is_one_too_many(self) -> bool:
        """Count one more."""
        if limited(self.request, "second_factor", self.rates, self.place):
            return True
        if self.known:
            return False
        return any(
            limited(self.request, "second_factor_anywhere", rate, self.account)
            for rate in ALL_UNKNOWN[self.kind]
        )

    def note_right(self) -> None:
        """What others tried from elsewhere goes on counting."""
        count_anew(self.request, "second_factor", self.rates, self.place)

    def note_wrong(self) -> None:
        """Tell the owner, once a day, that somebody has the password."""
        if self.known:
            return
        if not limited(self.request, "second_factor_wrong", WRONG_UNTIL_TOLD, str(self.person.pk)):
            return
        if cache.add(f"second-factor-told:{self.person.pk}", "y", timeout=TELL_EVERY):
            get_adapter().send_notification_mail("mfa/email/wrong_codes", self.person)
