"""The app that comes with Descent: the command-line client. It is public, so it has no secret that could leak."""

from typing import Any

from django.apps import apps as current_apps
from django.contrib.auth.hashers import make_password

from accounts.scopes import Scope

CLIENT_ID = "descent-cli"
CLIENT_NAME = "Descent command line"
GRANT_TYPES = ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token")


def register_client(*, using: str, apps: Any = current_apps, **kwargs: Any) -> None:
    """Create or update the built-in client. Runs after `migrate` and `flush`, so a new scope needs no migration."""
    try:
        model = apps.get_model("allauth_idp_oidc", "Client")
    except LookupError:  # its table isn't there yet
        return
    scopes = "\n".join(Scope)
    model.objects.using(using).update_or_create(
        id=CLIENT_ID,
        defaults={
            "name": CLIENT_NAME,
            "type": "public",
            "secret": make_password(None),
            "scopes": scopes,
            "default_scopes": scopes,
            "grant_types": "\n".join(GRANT_TYPES),
            "response_types": "",
            "redirect_uris": "",
        },
    )
