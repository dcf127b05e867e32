"""How accounts behave that differs from allauth's way."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People come in by invitation; nobody makes an account by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
