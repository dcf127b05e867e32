"""What every answer tells the browser beside its content policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nothing of a device is asked for, but the passkeys of the log-in.
PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "autoplay",
                "browsing-topics",
                "camera",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
        *(f"publickey-credentials-{verb}=(self)" for verb in ("create", "get")),
    ]
)


class SafetyHeaders:
    """Headers for every answer, unless the view has set its own.

    Other sites may not embed what we answer. Search engines keep away from all but what was made
    public: a page reached by a secret address must never turn up in one.
    """

    usual = {
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.usual.items():
            response.headers.setdefault(name, value)
        return response
