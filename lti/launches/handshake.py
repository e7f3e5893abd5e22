"""What has to be remembered between the steps of a launch: at most ten minutes, in the cache and in cookies.

A state cookie goes to the browser in which the launch began, and comes back with the platform's answer. Another cookie
goes to the window in which the person then works. Without it, whoever has the address can't open anybody's account.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from http.cookies import Morsel
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from lti.launches.messages import Launch
from lti.platforms.models import LtiPlatform

STATE_SECONDS = 600
LAUNCH_SECONDS = 600
TASK_SECONDS = 3600
"""How long a teacher may take to choose."""


def let_cookies_be_partitioned() -> None:
    """Teach Python before 3.14 an attribute of cookies. Browsers need it to accept one in a frame of another site."""
    attributes: Any = Morsel
    attributes._reserved.setdefault("partitioned", "Partitioned")
    attributes._flags.add("partitioned")


@dataclass(frozen=True)
class PendingLaunch:
    """A launch that has begun."""

    name: str
    nonce: str


def begin(platform: LtiPlatform, response_for: "dict[str, str]") -> PendingLaunch:
    """Remember a new launch. ``response_for`` gets its parameters for the platform."""
    state = PendingLaunch(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    cache.set(f"lti.state:{_digest(state.name)}", {"platform": platform.pk, "nonce": state.nonce}, STATE_SECONDS)
    response_for |= {"state": state.name, "nonce": state.nonce}
    return state


def set_state_cookie(response: HttpResponse, state: PendingLaunch) -> None:
    """For this handshake only. It's the one cookie of ours that goes along in frames of other sites."""
    name = _state_cookie(state.name)
    response.set_cookie(name, state.name, STATE_SECONDS, secure=True, httponly=True, samesite="None")
    response.cookies[name]["partitioned"] = True


def has_state_cookie(request: HttpRequest, state: str) -> bool:
    return constant_time_compare(request.COOKIES.get(_state_cookie(state), ""), state)


def delete_state_cookie(response: HttpResponse, state: str) -> None:
    name = _state_cookie(state)
    response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="None")
    response.cookies[name]["partitioned"] = True


def peek_state(state: str) -> dict[str, Any] | None:
    """What is remembered of a launch. It can still be used."""
    entry: dict[str, Any] | None = cache.get(f"lti.state:{_digest(state)}")
    return entry


def take_state(state: str) -> dict[str, Any] | None:
    """The same, once: of two requests with one state, one gets it."""
    key = f"lti.state:{_digest(state)}"
    entry: dict[str, Any] | None = cache.get(key)
    return entry if entry and cache.delete(key) else None


def store_launch(launch: Launch, *, seconds: int = LAUNCH_SECONDS, person: int | None = None) -> str:
    """Remember a checked launch, until it is done. Return the ticket that opens it: a name, a dot and a secret."""
    name, secret = secrets.token_hex(8), secrets.token_urlsafe(24)
    entry = {"digest": _digest(secret), "launch": asdict(launch), "person": person}
    cache.set(_launch_key(name), entry, seconds)
    return f"{name}.{secret}"


def find_launch(ticket: str, *, person: int | None = None) -> Launch | None:
    """The launch of a ticket, if it is this person's, or was nobody's yet. None: it has expired, or is another's."""
    name, _, secret = ticket.partition(".")
    entry = cache.get(_launch_key(name))
    if entry is None or not constant_time_compare(entry["digest"], _digest(secret)) or entry["person"] != person:
        return None
    return Launch(**entry["launch"])


def delete_launch(ticket: str) -> bool:
    """Whether this was the first time."""
    return bool(cache.delete(_launch_key(ticket.partition(".")[0])))


def set_ticket_cookie(response: HttpResponse, ticket: str) -> str:
    """Give the window its ticket. Return the name under which `ticket_of` finds it."""
    name = ticket.partition(".")[0]
    response.set_cookie(
        _ticket_cookie(name), ticket, LAUNCH_SECONDS, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
    return name


def ticket_of(request: HttpRequest, name: str) -> str:
    ticket = request.COOKIES.get(_ticket_cookie(name), "")
    return ticket if ticket.partition(".")[0] == name else ""


def delete_ticket_cookie(response: HttpResponse, name: str) -> None:
    response.set_cookie(
        _ticket_cookie(name), "", max_age=0, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )


def _launch_key(name: str) -> str:
    """A digest, because a visitor may send a name that is no key of a cache."""
    return f"lti.launch:{_digest(name)}"


def _state_cookie(state: str) -> str:
    return f"{settings.COOKIE_PREFIX}lti-state-{_digest(state)[:12]}"


def _ticket_cookie(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}lti-{name}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
