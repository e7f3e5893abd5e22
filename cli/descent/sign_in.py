"""Who is signed in to which sites. The tokens are in the keyring if one answers, else in a file of mode 0600."""

import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from descent import places

SERVICE = "descent"
EARLY_S = 30  # a token that ends within this time is renewed before it is used


@dataclass(frozen=True, kw_only=True)
class SiteSession:
    site: str
    access_token: str
    refresh_token: str
    expires_at: float

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.expires_at - EARLY_S


def sign_in_from(site: str, answer: dict[str, Any]) -> SiteSession:
    """From the token endpoint's answer."""
    return SiteSession(
        site=site,
        access_token=str(answer["access_token"]),
        refresh_token=str(answer["refresh_token"]),
        expires_at=time.time() + float(answer["expires_in"]),
    )


def save(sign_in: SiteSession) -> None:
    """Store it, and make its site the current one."""
    data = asdict(sign_in)
    keyring = _keyring()
    if keyring:
        with suppress(Exception):  # a locked or broken keyring: then the file has to do
            keyring.set_password(SERVICE, sign_in.site, json.dumps(data))
            data = {"site": sign_in.site, "in_keyring": True}
    _write(sign_in.site, _stored() | {sign_in.site: data})


def load(site: str = "") -> SiteSession | None:
    """The sign-in at a site; without one, at the current site."""
    data = _stored().get(site or current_site(), {})
    if data.get("in_keyring") and (keyring := _keyring()):
        with suppress(Exception):
            data = json.loads(keyring.get_password(SERVICE, data["site"]) or "{}")
    try:
        return SiteSession(**data)
    except TypeError:
        return None


def forget(site: str) -> None:
    """Another site becomes the current one, if there is one."""
    stored = _stored()
    if stored.pop(site, {}).get("in_keyring") and (keyring := _keyring()):
        with suppress(Exception):
            keyring.delete_password(SERVICE, site)
    if stored:
        _write(next(reversed(stored)), stored)
    else:
        places.sign_in_file().unlink(missing_ok=True)


def current_site() -> str:
    """The site that commands go to, unless they name another. Empty if nobody is signed in."""
    return str(places.read_json(places.sign_in_file()).get("site", ""))


def sites() -> list[str]:
    """All sites with a sign-in."""
    return list(_stored())


def use(site: str) -> None:
    """Make a site with a sign-in the current one."""
    _write(site, _stored())


def _stored() -> dict[str, dict[str, Any]]:
    """What is stored for each site."""
    sites = places.read_json(places.sign_in_file()).get("sites", {})
    return sites if isinstance(sites, dict) else {}


def _write(site: str, stored: dict[str, dict[str, Any]]) -> None:
    places.write_json(places.sign_in_file(), {"site": site, "sites": stored})


def _keyring() -> Any:
    """The keyring module if it is installed and has somewhere to store things."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return None
    backend: Any = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring | null.Keyring) else keyring
