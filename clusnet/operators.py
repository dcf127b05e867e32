"""The operators' admin: for staff who have shown a second factor in this session."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from programme.accounts.factors import used_second_factor
from programme.keys import is_key


class OperatorsSite(AdminSite):
    """The admin behind our own log-in. What allauth would show in it holds secrets."""

    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class and admin_class.__module__.startswith("allauth."):
            return
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and used_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """To everybody else its pages are not there, as little as any other address."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not request.user.is_staff:
                raise Http404
            if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest
            response: HttpResponse = page(request, *args, **kwargs)
            return response

        return answer

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No log-in of its own: it leads to ours, and from there to the second factor."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            # As it is: `redirect` would take a word without a slash for the name of a page.
            return HttpResponseRedirect(wanted)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
        if not super().has_permission(request):
            raise Http404
        return redirect(f"{reverse('second_factor_first')}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
