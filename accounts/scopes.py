"""What an app may do with a person's account: the scopes of its token, and the check of them in the REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.idp.oidc.models import Token
from django.db import models
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # DRF imports this module from the settings during its own import

NEEDS_SCOPE = "This app wasn’t given the permission “{scope}”. Sign in with it again, and allow it to {action}."
NOT_FOR_APPS = "Apps can’t use this address. Use an API token, which you can create in your settings."


class Scope(models.TextChoices):
    READ = "read", "read the exercises, your submissions, progress and hours"
    SUBMIT = "submit", "submit code and save drafts for you"
    LOG = "log", "log hours, change and delete them, and use your timer"


def is_app(request: Request) -> bool:
    """Whether an app asks, for the person who signed it in."""
    return isinstance(request.auth, Token)


class ScopePermission(BasePermission):
    """Asks what the view names in `scopes`: a scope for reading, and one for everything else.

    An app has no access to a view without `scopes`. An API token and a session have all scopes.
    """

    message = NOT_FOR_APPS

    def has_permission(self, request: Request, view: APIView) -> bool:
        token = request.auth
        if not isinstance(token, Token):
            return True
        scopes: Mapping[str, Scope] = getattr(view, "scopes", {})
        scope = scopes.get("read" if request.method in SAFE_METHODS else "write")
        if scope is None:
            return False
        self.message = NEEDS_SCOPE.format(scope=scope.value, action=scope.label)
        return scope in token.get_scopes()


def access_sentences(scopes: Any) -> list[str]:
    """What these scopes allow, in the words of the page that asks for them."""
    return [scope.label for scope in Scope if scope in scopes]
