"""The addresses of the test provider, and what it says of people."""

import json
import os
from pathlib import Path
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.urls import include, path


class Adapter(DefaultOIDCAdapter):
    """Says what the file says."""

    def get_claims(self, purpose: str, user: Any, *args: Any, **options: Any) -> dict[str, Any]:
        said = json.loads((Path(os.environ["OIDC_PROVIDER_FOLDER"]) / "claims.json").read_text()).get(user.username, {})
        claims = {"sub": f"{user.username}-1", "auth_time": int(user.last_login.timestamp())}
        claims |= said | (said.get("id_token", {}) if purpose == "id_token" else {})
        claims.pop("id_token", None)
        if purpose == "id_token":  # allauth adds claims of its own, and then calls populate_id_token
            return claims
        return {name: value for name, value in claims.items() if value is not None}

    def populate_id_token(self, id_token: dict[str, Any], *args: Any, **options: Any) -> None:
        for name in [name for name, value in id_token.items() if value is None]:
            del id_token[name]

    def get_user_sub(self, client: Any, user: Any) -> str:
        return f"{user.username}-1"


urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]
