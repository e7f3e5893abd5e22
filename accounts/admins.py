"""Pages and actions for admins only, and the rule that there is always a full one."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Role, User
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest

View = Callable[..., HttpResponse]
LAST_ADMIN = "This is the only admin, and the site needs one. Make someone else an admin first."
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class LastAdminError(RefusedError):
    """The site would be left without an admin who can sign in."""


def require_another_admin(*, leaving: Iterable[User]) -> None:
    """Call this in the transaction that deletes, closes or demotes these people. It locks all full admins, so that
    two can't leave at the same time.

    Raises:
        LastAdminError: nobody else is a full admin with an open account.
    """
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk")
    admin_ids, leaving_ids = set(admins.values_list("pk", flat=True)), {person.pk for person in leaving}
    if admin_ids & leaving_ids and not admin_ids - leaving_ids:
        raise LastAdminError(LAST_ADMIN)


def roles_given_by(person: User) -> list[Role]:
    """Return the roles that somebody may give: nobody gives more than they have."""
    if person.is_admin:
        return list(Role)
    return [Role.LEARNER, Role.MENTOR, Role.PEOPLE] if person.manages_people else []


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether an admin has none, or this session was begun without it."""
    return settings.ADMIN_NEEDS_SECOND_FACTOR and not (
        is_mfa_enabled(request.user, FACTORS) and "mfa" in _ways_of_signing_in(request)
    )


def _ways_of_signing_in(request: HttpRequest) -> set[str]:
    return {record["method"] for record in get_authentication_records(request, request.user)}


def _open_to(may_open: Callable[[User], bool]) -> Callable[[View], View]:
    """Open a view to some admins only. Outside DEBUG they need a second factor, as for Django's admin."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_open(request.user):
                raise PermissionDenied
            if not lacks_second_factor(request):
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                raise PermissionDenied
            return redirect(f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}")

        return login_required(wrapper)

    return decorate


admins_only = _open_to(lambda person: person.is_admin)
curriculum_admins_only = _open_to(lambda person: person.edits_curriculum)
operations_admins_only = _open_to(lambda person: person.operates_site)
