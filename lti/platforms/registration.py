"""A platform registers itself: an admin makes a link, and somebody opens it on the platform (LTI Dynamic Registration).

The platform hands us the address of its configuration. We read that, send it ours, and get a client ID.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.sign_in.adapter import site_url
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from branding.queries import branding
from lib.errors import RefusedError
from lti.platforms.addresses import platform_session, refusal_of
from lti.platforms.models import (
    MAX_ID_CHARS,
    MAX_PLATFORMS,
    LtiDeployment,
    LtiPlatform,
    LtiRegistrationLink,
    origin_of,
)

log = structlog.get_logger(__name__)

MAX_TRIES = 5  # of a link that failed, so that nobody lets us ask addresses all day
MAX_TOKEN_CHARS = 8_000
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
TOO_MANY_LINKS = f"There are {LtiRegistrationLink.MAX_OPEN} open links. Delete one first."
TOO_MANY_PLATFORMS = f"A site can have {MAX_PLATFORMS} platforms. Remove one first."
NOT_USABLE = "This link has expired, or a platform has used it. Ask an admin of this site for a new one."
NO_CONFIGURATION = "Open this link on your learning platform, where tools are added. It then tells us where it is."
BAD_CONFIGURATION = "We can’t use the platform’s configuration: {problem}. Add it by hand, or ask its administrators."
NO_ANSWER = "The platform didn’t answer as it should, so nothing was registered. Try again in a minute."
KNOWN_ALREADY = "This platform has registered this client ID before. Nothing was changed."


@transaction.atomic
def create_registration_link(*, person: User, hours: int) -> tuple[LtiRegistrationLink, str]:
    """Make a link that one platform may use. Return it with its secret, which nothing stores."""
    if LtiRegistrationLink.objects.usable().select_for_update().count() >= LtiRegistrationLink.MAX_OPEN:
        raise RefusedError(TOO_MANY_LINKS)
    secret = secrets.token_urlsafe(24)
    expires_at = timezone.now() + timedelta(hours=hours)
    link = LtiRegistrationLink.objects.create(
        digest=_digest(secret), created_by=person, hours=hours, expires_at=expires_at
    )
    return link, secret


def find_link(secret: str) -> LtiRegistrationLink:
    """Raises RefusedError: it can't be used any more, or never could."""
    by_an_admin = {"created_by__is_active": True, "created_by__role": Role.ADMIN}
    rows = LtiRegistrationLink.objects.usable().filter(tries__lt=MAX_TRIES, **by_an_admin)
    link = rows.filter(digest=_digest(secret)).first()
    if link is None:
        raise RefusedError(NOT_USABLE)
    return link


def check_configuration_url(url: str) -> None:
    """Raises RefusedError: it isn't a public address of a platform."""
    if not url:
        raise RefusedError(NO_CONFIGURATION)
    if problem := refusal_of(url):
        raise RefusedError(BAD_CONFIGURATION.format(problem=_clause(problem)))


def register(*, secret: str, configuration_url: str, token: str) -> LtiPlatform:
    """Read the platform's configuration, send it ours, and add the platform. Raises RefusedError: nothing was added.

    The link is used up before the platform hears of us, so two requests never register twice.
    """
    link = find_link(secret)
    check_configuration_url(configuration_url)
    if len(token) > MAX_TOKEN_CHARS:
        raise RefusedError(BAD_CONFIGURATION.format(problem="its token is too long"))
    if LtiPlatform.objects.count() >= MAX_PLATFORMS:
        raise RefusedError(TOO_MANY_PLATFORMS)
    claimed = LtiRegistrationLink.objects.usable().filter(pk=link.pk, tries=link.tries)
    if not claimed.update(used_at=timezone.now(), tries=F("tries") + 1):
        raise RefusedError(NOT_USABLE)
    try:
        platform = _register(configuration_url, token)
    except RefusedError:
        _reopen(link)
        raise
    except (requests.RequestException, ValueError) as error:
        log.warning("lti.registration_failed", url=configuration_url, problem=str(error)[:400])
        _reopen(link)
        raise RefusedError(NO_ANSWER) from error
    with transaction.atomic():
        LtiRegistrationLink.objects.filter(pk=link.pk).update(platform=platform)
        target = AuditTarget(kind="platform", uid=platform.uid, title=platform.name)
        record(AuditAction.PLATFORM_ADDED, actor=link.created_by, target=target, fields={"by": "registration link"})
    log.info("lti.platform_registered", platform=platform.pk, issuer=platform.issuer)
    return platform


def _reopen(link: LtiRegistrationLink) -> None:
    LtiRegistrationLink.objects.filter(pk=link.pk).update(used_at=None)


def _register(url: str, token: str) -> LtiPlatform:
    with platform_session() as session:
        response = session.get(url)
        response.raise_for_status()
        configuration = _read_configuration(url, response.json())
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = session.post(configuration["registration_endpoint"], json=tool_configuration(), headers=headers)
        answer.raise_for_status()
        return _add_platform(configuration, answer.json())


def _read_configuration(url: str, document: Any) -> dict[str, Any]:
    """The platform's OpenID configuration, as far as we use it. Raises RefusedError."""
    if not isinstance(document, dict):
        raise RefusedError(BAD_CONFIGURATION.format(problem="it isn’t a JSON object"))
    for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"):
        if problem := refusal_of(document.get(name)):
            raise RefusedError(BAD_CONFIGURATION.format(problem=f"{name}: {_clause(problem)}"))
    if urlsplit(document["issuer"]).hostname != urlsplit(url).hostname:
        raise RefusedError(BAD_CONFIGURATION.format(problem="its issuer is on another host"))
    audience = document.get("authorization_server")
    document["authorization_server"] = audience if isinstance(audience, str) and not refusal_of(audience) else ""
    return document


def _add_platform(configuration: Mapping[str, Any], answer: Any) -> LtiPlatform:
    client_id = answer.get("client_id") if isinstance(answer, dict) else None
    if not isinstance(client_id, str) or not 0 < len(client_id) <= MAX_ID_CHARS or not client_id.isprintable():
        raise ValueError("its answer has no client_id")
    details = configuration.get(PLATFORM)
    family = details.get("product_family_code") if isinstance(details, dict) else None
    host = urlsplit(configuration["issuer"]).hostname
    name = f"{family} ({host})" if isinstance(family, str) and family.isprintable() and family else str(host)
    try:
        with transaction.atomic():
            platform = LtiPlatform.objects.create(
                name=name[:80], issuer=configuration["issuer"], client_id=client_id,
                login_url=configuration["authorization_endpoint"], token_url=configuration["token_endpoint"],
                jwks_url=configuration["jwks_uri"], token_audience=configuration["authorization_server"],
            )  # fmt: skip
    except IntegrityError:
        raise RefusedError(KNOWN_ALREADY) from None
    tool = answer.get(TOOL)
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    if isinstance(deployment, str) and 0 < len(deployment) <= MAX_ID_CHARS and deployment.isprintable():
        LtiDeployment.objects.create(platform=platform, deployment_id=deployment, accepted_at=timezone.now())
    return platform


def tool_configuration() -> dict[str, Any]:
    """What we tell a platform about this site."""
    launch_url = site_url(reverse("lti:launch"))
    name = branding().name
    messages = [
        {"type": "LtiResourceLinkRequest", "target_link_uri": launch_url, "label": name},
        {"type": "LtiDeepLinkingRequest", "target_link_uri": launch_url, "label": f"Add from {name}"},
    ]
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": site_url(reverse("lti:login")),
        "redirect_uris": [launch_url],
        "client_name": name,
        "jwks_uri": site_url(reverse("lti:key_set")),
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        TOOL: {
            "domain": urlsplit(launch_url).netloc,
            "target_link_uri": launch_url,
            "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
            "messages": messages,
        },
    }


def frame_origin(configuration_url: str) -> str:
    """The origin of the platform that shows the registration page; empty if the address can't be used."""
    return "" if refusal_of(configuration_url) else origin_of(configuration_url)


def _digest(secret: str) -> str:
    """A plain hash is enough: the secret is random, so nobody can guess what was hashed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")
