"""A launch that somebody has forged, copied or changed opens nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from accounts.models import Role
from lti.launches.models import LtiIdentity
from lti.launches.views import NO_STATE
from lti.platforms.models import LtiDeployment, LtiPlatform
from lti.tests.conftest import Come
from tests.lti import CLAIM, LEARNER, CourseMember, forged

LIST = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def send(member: CourseMember, token: str, state: str) -> Any:
    return member.client.post("/lti/launch/", {"id_token": token, "state": state})


def is_refused(page: Any) -> bool:
    return page.status_code in (400, 403) and not LtiIdentity.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": ["client-x", "client-y"]},
        {"azp": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 2**33},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": "a\u202eb"},
        {"sub": 7},
        {f"{CLAIM}version": "1.1"},
        {f"{CLAIM}roles": None},
        {f"{CLAIM}message_type": "DataPrivacyLaunchRequest"},
        {f"{CLAIM}deployment_id": None},
        {f"{CLAIM}deployment_id": "x" * 256},
        {f"{CLAIM}resource_link": {"id": ""}},
        {f"{CLAIM}resource_link": ["id"]},
        {f"{CLAIM}context": {"id": ["course"]}},
        {f"{CLAIM}custom": "x" * 70_000},
    ],
)
def test_a_token_with_strange_claims_is_refused(come: Come, changes: dict[str, Any]) -> None:
    member = come()
    query, claims = forged(member, **changes)
    assert is_refused(send(member, member.platform.sign(claims), query["state"]))


@pytest.mark.parametrize(
    "sign",
    [
        lambda member, claims: jwt.encode(claims, key="", algorithm="none", headers={"kid": member.platform.kid}),
        lambda member, claims: jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": member.platform.kid}),
        lambda member, claims: jwt.encode(claims, OTHER_KEY, algorithm="RS256", headers={"kid": member.platform.kid}),
        lambda member, claims: jwt.encode(claims, OTHER_KEY, algorithm="RS256", headers={"kid": "unknown"}),
        lambda member, claims: member.platform.sign(claims, headers={"kid": "unknown"}),
        lambda member, claims: "x.y.z",
        lambda member, claims: "",
        lambda member, claims: "." * 100_000,
    ],
)
def test_a_token_that_the_platform_did_not_sign_is_refused(
    come: Come, sign: Callable[[CourseMember, dict[str, Any]], str]
) -> None:
    member = come()
    query, claims = forged(member)
    assert is_refused(send(member, sign(member, claims), query["state"]))


def test_the_key_of_another_platform_opens_nothing(come: Come, registered: LtiPlatform) -> None:
    """Its key set has the right key ID, and another key."""
    member = come()
    query, claims = forged(member)
    LtiPlatform.objects.filter(pk=registered.pk).update(jwks_url=f"{registered.issuer}/nowhere")
    assert send(member, member.platform.sign(claims), query["state"]).status_code == 403
    assert not LtiIdentity.objects.exists()


def test_a_launch_counts_once(come: Come) -> None:
    member = come()
    fields = member.come_back(member.begin())
    assert member.client.post("/lti/launch/", fields).status_code == 302
    again = member.client.post("/lti/launch/", fields)
    assert again.status_code == 403
    assert NO_STATE in again.text


def test_a_token_does_not_fit_the_state_of_another_launch(come: Come) -> None:
    member = come()
    first, second = member.come_back(member.begin()), member.come_back(member.begin())
    assert is_refused(send(member, first["id_token"], second["state"]))


def test_another_browser_cannot_bring_it_back(come: Come) -> None:
    """Whoever starts a launch can't make somebody else come in as them."""
    member = come()
    fields = member.come_back(member.begin())
    page = Client().post("/lti/launch/", fields)
    assert page.status_code == 400
    assert "cookie" in page.text
    assert member.client.post("/lti/launch/", fields).status_code == 302


def test_the_address_of_a_launch_opens_nothing_elsewhere(come: Come) -> None:
    answer = come().launch()
    page = Client().get(answer["Location"])
    assert page.status_code == 410
    assert not LtiIdentity.objects.exists()


def test_another_deployment_waits_for_an_admin(come: Come) -> None:
    member = come()
    query, claims = forged(member, **{f"{CLAIM}deployment_id": "elsewhere"})
    assert is_refused(send(member, member.platform.sign(claims), query["state"]))
    assert LtiDeployment.objects.get(deployment_id="elsewhere").accepted_at is None


def test_another_tenant_of_the_same_issuer_has_people_of_its_own(come: Come, registered: LtiPlatform) -> None:
    """Hosted platforms give all schools one issuer, and the ids of people may be the same."""
    other = LtiPlatform.objects.get(pk=registered.pk)
    other.pk, other.uid, other.client_id = None, uuid4(), "another-school"
    other.save()
    member = come()
    query, claims = forged(member)
    claims |= {"aud": "another-school", "azp": "another-school"}
    assert is_refused(send(member, member.platform.sign(claims), query["state"]))
    member.open()
    assert list(LtiIdentity.objects.values_list("platform", flat=True)) == [registered.pk]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://x\r\nSet-Cookie: a=b", "ftp://x", "https://", 5, None])
def test_a_strange_return_address_is_refused(come: Come, url: object) -> None:
    member = come()
    settings = {
        "deep_link_return_url": url, "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    }  # fmt: skip
    changes = {f"{CLAIM}message_type": "LtiDeepLinkingRequest", LIST: settings, f"{CLAIM}roles": [LEARNER]}
    query, claims = forged(member, **changes)
    assert is_refused(send(member, member.platform.sign(claims), query["state"]))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "exercise:nothing", "roadmap:../x", "x"])
def test_a_strange_target_leads_home(come: Come, target: str, roadmap: None) -> None:
    member = come()
    member.client.get("/")
    page = member.open(custom={"descent_target": target})
    assert page.status_code == 200
    assert page.wsgi_request.path in ("/", "/start/")


def test_a_platform_sends_nobody_elsewhere(come: Come, registered: LtiPlatform) -> None:
    """The address that a launch may name is not where we lead."""
    member = come()
    url = member.begin()
    assert parse_qs(urlsplit(url).query)["redirect_uri"] == ["http://127.0.0.1:8000/lti/launch/"]
    assert url.startswith(registered.login_url)


def test_an_unknown_or_closed_platform_begins_nothing(come: Come, registered: LtiPlatform, client: Client) -> None:
    fields = {"iss": "https://evil.example", "login_hint": "x"}
    assert client.post("/lti/login/", fields).status_code == 404
    LtiPlatform.objects.update(closed_at=registered.created_at)
    assert client.post("/lti/login/", fields | {"iss": registered.issuer}).status_code == 404


def test_roles_of_a_platform_make_nobody_an_admin(come: Come) -> None:
    roles = ("http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin",
             "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator", "Instructor")  # fmt: skip
    come(roles=roles).open()
    person = LtiIdentity.objects.get().user
    assert (person.role, person.is_superuser, person.memberships.exists()) == (Role.LEARNER, False, False)
