"""Who may open a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.admin_site import lacks_second_factor
from lib.requests import AuthedRequest

View = Callable[..., HttpResponse]


def admins_only(view: View) -> View:
    """Open a view to admins only. Outside DEBUG they need a second factor, as for Django's admin."""

    @wraps(view)
    def wrapper(request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_admin:
            raise PermissionDenied
        if not lacks_second_factor(request):
            return view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return redirect(f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}")

    return login_required(wrapper)
