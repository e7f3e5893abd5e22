"""Read what a platform says when it opens this site: who comes, from which course, to what.

Everything is checked and cut to size here. The token itself is stored nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
import structlog
from pylti1p3.exception import LtiException
from pylti1p3.message_validators import get_validators

from lib.errors import RefusedError
from lib.signed_tokens import SignedTokenError, read_claims
from lti.platforms.addresses import platform_session, refusal_of
from lti.platforms.models import MAX_ID_CHARS, LtiPlatform, origin_of

log = structlog.get_logger(__name__)

MAX_TOKEN_CHARS = 64 * 1024
MAX_DATA_CHARS = 8_000
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
SCORES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTRUCTORS = (f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}/Instructor#")
AUTHORS = (*INSTRUCTORS, f"{MEMBERSHIP}#ContentDeveloper", f"{MEMBERSHIP}#Administrator",
           "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator")  # fmt: skip
LEARNERS = (f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}/Learner#")
TARGET = "descent_target"
INVALID = "We can’t accept what {platform} sent. Open this from your course again, or tell its administrators."
UNREACHABLE = "{platform} didn’t answer, so we can’t check who you are. Try again in a minute."


@dataclass(frozen=True, kw_only=True)
class Launch:
    """A message of a platform, in plain values."""

    platform: int
    deployment: str
    subject: str
    name: str
    address: str
    """Of the person's email; empty if the platform doesn't tell it."""
    is_instructor: bool
    is_author: bool
    """Whether they may add content to the course."""
    is_learner: bool
    context: str
    """The id of the course; empty outside one."""
    context_title: str
    link: str
    """The id of the link; empty for deep linking."""
    link_title: str
    target: str
    """What the link was made for, as `lti.links.targets` writes it."""
    line_items_url: str
    line_item_url: str
    may_create: bool
    may_score: bool
    return_url: str
    """Where the answer of deep linking goes; empty otherwise."""
    data: str
    """What the answer has to repeat."""
    frame_origin: str
    """The origin of the pages around ours, as far as the message tells it."""
    members_url: str = ""
    """Of the course's members; empty if the platform doesn't tell them. A launch in the cache may lack it."""

    @property
    def is_deep_linking(self) -> bool:
        return bool(self.return_url)


def read_launch(token: str, *, platform: LtiPlatform, nonce: str) -> Launch:
    """Check a platform's ID token, and read it. Raises RefusedError; the log says why."""
    try:
        if len(token) > MAX_TOKEN_CHARS:
            raise SignedTokenError(f"its ID token has {len(token)} characters")
        claims = read_claims(
            token, jwks_url=platform.jwks_url, issuer=platform.issuer, client_id=platform.client_id,
            open_session=platform_session,
        )  # fmt: skip
        if claims.get("nonce") != nonce:
            raise SignedTokenError("its ID token is of another launch")
        return _read(claims, platform)
    except requests.RequestException as error:
        log.warning("lti.platform_unreachable", platform=platform.pk, problem=str(error)[:400])
        raise RefusedError(UNREACHABLE.format(platform=platform)) from None
    except (AttributeError, KeyError, LtiException, TypeError, ValueError) as error:
        log.warning("lti.launch_refused", platform=platform.pk, problem=str(error)[:400])
        raise RefusedError(INVALID.format(platform=platform)) from None


def _read(claims: Mapping[str, Any], platform: LtiPlatform) -> Launch:
    kind = claims.get(f"{CLAIM}message_type")
    if kind not in ("LtiResourceLinkRequest", "LtiDeepLinkingRequest"):
        raise ValueError(f"its message is a {kind!r}")
    for validator in get_validators():  # type: ignore[no-untyped-call]
        if validator.can_validate(claims):
            validator.validate(claims)
    roles = [role for role in claims[f"{CLAIM}roles"] if isinstance(role, str)]
    context = _mapping(claims, f"{CLAIM}context")
    link = _mapping(claims, f"{CLAIM}resource_link")
    scores = _mapping(claims, SCORES)
    scopes = scores.get("scope") or []
    return_url, data = _read_deep_linking(claims) if kind == "LtiDeepLinkingRequest" else ("", "")
    presentation = _mapping(claims, f"{CLAIM}launch_presentation")
    return Launch(
        platform=platform.pk,
        deployment=id_of(claims[f"{CLAIM}deployment_id"]),
        subject=id_of(claims["sub"]),
        name=name_of(claims),
        address=address_of(claims.get("email")),
        is_instructor=has_role(roles, INSTRUCTORS),
        is_author=has_role(roles, AUTHORS),
        is_learner=has_role(roles, LEARNERS),
        context=id_of(context["id"]) if context else "",
        context_title=text_of(context.get("title") or context.get("label"), 80),
        link=id_of(link["id"]) if link else "",
        link_title=text_of(link.get("title"), 120),
        target=text_of(_mapping(claims, f"{CLAIM}custom").get(TARGET), MAX_ID_CHARS),
        line_items_url=_service_url(scores.get("lineitems")),
        line_item_url=_service_url(scores.get("lineitem")),
        may_create=f"{SCOPE}lineitem" in scopes,
        may_score=f"{SCOPE}score" in scopes,
        return_url=return_url,
        data=data,
        frame_origin=_origin(return_url or presentation.get("return_url")),
        members_url=_service_url(_mapping(claims, MEMBERS).get("context_memberships_url")),
    )


def _read_deep_linking(claims: Mapping[str, Any]) -> tuple[str, str]:
    settings = claims[DEEP_LINKING]
    url, data = settings["deep_link_return_url"], settings.get("data", "")
    if problem := refusal_of(url):
        raise ValueError(f"its return address is {url!r}: {problem}")
    if not isinstance(data, str) or len(data) > MAX_DATA_CHARS:
        raise ValueError("its deep linking data is too long, or no text")
    return url, data


def _mapping(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = claims.get(name) or {}
    if not isinstance(value, dict):
        raise TypeError(f"{name} isn’t an object")
    return value


def id_of(value: Any) -> str:
    """An id as it is. One that we can't store is an error: cut, it would be another one."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID_CHARS or not value.isprintable():
        raise ValueError("an id is empty, too long or not printable")
    return value


def text_of(value: Any, length: int) -> str:
    """A text for people, or for us to look up."""
    text = value if isinstance(value, str) else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * length]).split())[:length]


def name_of(claims: Mapping[str, Any]) -> str:
    names = [claims.get("name")] if claims.get("name") else [claims.get("given_name"), claims.get("family_name")]
    return " ".join(filter(None, (text_of(name, 120) for name in names)))


def address_of(value: Any) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if text.isascii() and text.isprintable() and 0 < len(text) <= 254 else ""


def _service_url(url: Any) -> str:
    return url if url and not refusal_of(url) else ""


def _origin(url: Any) -> str:
    return origin_of(url) if url and not refusal_of(url) else ""


def has_role(roles: list[str], kinds: tuple[str, ...]) -> bool:
    """The kinds that end with # have kinds of their own, such as a teaching assistant."""
    return any(role == kind or (kind.endswith("#") and role.startswith(kind)) for role in roles for kind in kinds)
