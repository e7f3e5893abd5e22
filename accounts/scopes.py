"""Permissions of apps and scripts for a person's account: the scopes of its token, and the check of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import FULL_ACCESS, ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView  # DRF imports this module from the settings during its own import

NEEDS_SCOPE = "This app wasn’t given the permission “{scope}”. Sign in with it again, and allow it to {action}."
NOT_FOR_APPS = "Apps can’t use this address. Use an API token, which you can create in your settings."
SCRIPT_NEEDS_SCOPE = "This token may not {action}. Create one in your settings that may."
SCRIPT_NEEDS_ALL = "This token’s access is limited. This address needs a token that may do everything you may do."
FULL_LABEL = "full access, including your cohorts"


class Scope(models.TextChoices):
    READ = "read", "read the exercises, your submissions, progress and hours"
    SUBMIT = "submit", "submit code and save drafts for you"
    LOG = "log", "log hours, change and delete them, and use your timer"


def is_limited(request: Request) -> bool:
    """Whether an app asks, or a script whose token doesn't have full access."""
    token: Any = request.auth
    return token is not None and FULL_ACCESS not in token.get_scopes()


class ScopePermission(BasePermission):
    """Asks what the view names in `scopes`: a scope for reading, and one for everything else.

    Only a session and an API token with full access open a view without `scopes`.
    """

    message = ""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not is_limited(request):
            return True
        token: Any = request.auth
        is_script = isinstance(token, ApiToken)
        scopes: Mapping[str, Scope] = getattr(view, "scopes", {})
        scope = scopes.get("read" if request.method in SAFE_METHODS else "write")
        if scope is None:
            self.message = SCRIPT_NEEDS_ALL if is_script else NOT_FOR_APPS
            return False
        self.message = (SCRIPT_NEEDS_SCOPE if is_script else NEEDS_SCOPE).format(scope=scope, action=scope.label)
        return scope in token.get_scopes()


def access_sentences(scopes: Any) -> list[str]:
    """Describe what these scopes allow, as the page that asks for them does."""
    return [FULL_LABEL] if FULL_ACCESS in scopes else [scope.label for scope in Scope if scope in scopes]
