"""Read what a SAML provider sends, and accept it only if every part of it is as it must be.

python3-saml checks the signatures, the schema and much more, but takes some of it as optional. So the shape is checked
first, on the tree that the library reads: one response, one assertion in it, both signed, nothing else with an
assertion or a signature in it, no identifier twice. Then no signature can be about another element than the one that
is read (signature wrapping).
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from accounts.single_sign_on.documents import LEEWAY_S, ProviderError
from accounts.single_sign_on.saml.metadata import SamlMetadata

MAX_LETTERS = 350_000  # of a response in Base64
MAX_ELEMENTS = 5_000
MAX_DEPTH = 40
MAX_LIFETIME_S = 3600  # of an assertion from when it was made
PROTOCOL, ASSERTION, SIGNATURE = (f"{{{Constants.NSMAP[prefix]}}}" for prefix in ("samlp", "saml", "ds"))
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
TRANSFORMS = {Constants.NS_DS + "enveloped-signature", EXCLUSIVE_C14N}
Constants.ALLOWED_CLOCK_DRIFT = LEEWAY_S  # the library's default is five minutes


class DeclinedError(ProviderError):
    """The provider says that the person didn't sign in."""


class UnaskedError(ProviderError):
    """The provider sent somebody whom we hadn't sent there."""


@dataclass(frozen=True, kw_only=True)
class SamlAssertion:
    """What a provider says of a person, of whom, and until when nobody else may say it again."""

    uid: str
    in_response_to: str
    expires_at: int
    authenticated_at: int
    name_id: str
    """Empty unless it is persistent."""
    attributes: dict[str, list[str]]


def library_settings(metadata: SamlMetadata, *, provider_id: str, own_id: str, acs_url: str) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": own_id,
                "assertionConsumerService": {"url": acs_url, "binding": Constants.BINDING_HTTP_POST},
            },
            "idp": {
                "entityId": provider_id,
                "singleSignOnService": {
                    "url": metadata.sign_in_url, "binding": Constants.BINDING_HTTP_REDIRECT,
                },
                "x509certMulti": {"signing": list(metadata.certificates), "encryption": []},
            },
            "security": {
                "wantAssertionsSigned": True, "wantMessagesSigned": True, "wantNameId": False,
                "wantAttributeStatement": True, "allowRepeatAttributeName": False,
                "rejectDeprecatedAlgorithm": True, "requestedAuthnContext": False, "allowSingleLabelDomains": True,
            },
        }
    )  # fmt: skip


def request_data(acs_url: str, post: dict[str, str] | None = None) -> dict[str, Any]:
    """A request as the library wants it. The host is ours, whatever the sender of a request wrote."""
    parts = urlsplit(acs_url)
    return {
        "https": "on" if parts.scheme == "https" else "off", "http_host": parts.netloc, "script_name": "",
        "path_info": parts.path, "get_data": {}, "post_data": post or {},
    }  # fmt: skip


def read_response(encoded: str, settings: OneLogin_Saml2_Settings) -> SamlAssertion:
    """The assertion in a response that the provider made for us. Raises ProviderError."""
    acs_url = settings.get_sp_data()["assertionConsumerService"]["url"]
    try:
        response = OneLogin_Saml2_Response(settings, _canonical(encoded))
    except Exception as error:  # the library and its parsers raise many kinds
        raise ProviderError(f"its response can’t be read: {error!r}") from error
    root = response.document
    assertion = _check_shape(root, settings, acs_url)
    try:
        response.is_valid(request_data(acs_url), request_id=root.get("InResponseTo"), raise_exceptions=True)
        attributes = response.get_attributes()
    except Exception as error:
        raise ProviderError(f"its response isn’t valid: {error}") from error
    name_id = assertion.find(f"{ASSERTION}Subject/{ASSERTION}NameID")
    is_persistent = name_id is not None and name_id.get("Format") == Constants.NAMEID_PERSISTENT
    return SamlAssertion(
        uid=str(assertion.get("ID")),
        in_response_to=str(root.get("InResponseTo")),
        expires_at=_expiry(assertion),
        authenticated_at=_time(assertion.find(f"{ASSERTION}AuthnStatement"), "AuthnInstant"),
        name_id=str(name_id.text or "") if name_id is not None and is_persistent else "",
        attributes={
            str(name): [value for value in values if isinstance(value, str)] for name, values in attributes.items()
        },
    )


def _canonical(encoded: str) -> str:
    """The same bytes in Base64 as a strict reader writes it. Raises ValueError."""
    if not 0 < len(encoded) <= MAX_LETTERS:
        raise ValueError(f"it has {len(encoded)} letters")
    try:
        return base64.b64encode(base64.b64decode("".join(encoded.split()), validate=True)).decode()
    except binascii.Error as error:
        raise ValueError("it isn’t Base64") from error


def _check_shape(root: Any, settings: OneLogin_Saml2_Settings, acs_url: str) -> Any:
    """Return the assertion. Raises ProviderError."""
    _check_size(root)
    _require(root.tag == f"{PROTOCOL}Response", "it isn’t a response")
    status = root.find(f"{PROTOCOL}Status/{PROTOCOL}StatusCode")
    if status is not None and status.get("Value") != Constants.STATUS_SUCCESS:
        inner = status.find(f"{PROTOCOL}StatusCode")
        raise DeclinedError(f"its status is {(inner if inner is not None else status).get('Value')!r}")
    assertions = root.findall(f"{ASSERTION}Assertion")
    _require(len(assertions) == 1 == _count(root, f"{ASSERTION}Assertion"), "it hasn’t one assertion")
    _require(not _count(root, f"{ASSERTION}EncryptedAssertion"), "its assertion is encrypted, and we have no key")
    [assertion] = assertions
    identifiers = [element.get(name) for element in root.iter() for name in ("ID", "Id", "id") if element.get(name)]
    _require(len(identifiers) == len(set(identifiers)), "an identifier is there twice")
    _require(_count(root, f"{SIGNATURE}Signature") == 2, "its response and its assertion aren’t both signed, and once")
    for element in (root, assertion):
        _check_signature(element)
        issuer = element.find(f"{ASSERTION}Issuer")
        _require(issuer is not None and issuer.text == settings.get_idp_data()["entityId"], "another provider made it")
    _require(root.get("Destination") == acs_url, f"its destination is {root.get('Destination')!r}")
    if not root.get("InResponseTo"):
        raise UnaskedError("it answers no request")
    _check_conditions(assertion, root.get("InResponseTo"), settings.get_sp_data()["entityId"], acs_url)
    return assertion


def _check_size(root: Any) -> None:
    depth = count = 0
    level = [root]
    while level:
        depth, count = depth + 1, count + len(level)
        _require(depth <= MAX_DEPTH and count <= MAX_ELEMENTS, "it is too deep or has too many elements")
        level = [child for element in level for child in element]


def _check_signature(element: Any) -> None:
    """It is the element's own child, and about the whole element and nothing else."""
    signatures = element.findall(f"{SIGNATURE}Signature")
    _require(len(signatures) == 1, "its response and its assertion aren’t both signed, and once")
    references = list(signatures[0].iter(f"{SIGNATURE}Reference"))
    is_about_it = len(references) == 1 and references[0].get("URI") == f"#{element.get('ID')}"
    _require(bool(element.get("ID")) and is_about_it, "a signature is about something else")
    algorithms = {each.get("Algorithm") for each in signatures[0].iter(f"{SIGNATURE}Transform")}
    _require(algorithms <= TRANSFORMS, f"a signature has the transforms {sorted(map(str, algorithms))}")
    _require(not _count(signatures[0], f"{SIGNATURE}Object"), "a signature has an object in it")


def _check_conditions(assertion: Any, request_id: str, own_id: str, acs_url: str) -> None:
    """What the library takes as optional, or compares by a part of it."""
    conditions = assertion.findall(f"{ASSERTION}Conditions")
    _require(len(conditions) == 1 and bool(conditions[0].get("NotOnOrAfter")), "it has no conditions with an end")
    restrictions = conditions[0].findall(f"{ASSERTION}AudienceRestriction")
    _require(bool(restrictions), "it names no audience")
    for restriction in restrictions:  # each of them must hold
        audiences = [audience.text for audience in restriction.findall(f"{ASSERTION}Audience")]
        _require(own_id in audiences, f"its audience is {audiences}")
    bearers = [
        data
        for confirmation in assertion.findall(f"{ASSERTION}Subject/{ASSERTION}SubjectConfirmation")
        if confirmation.get("Method") == Constants.CM_BEARER
        for data in confirmation.findall(f"{ASSERTION}SubjectConfirmationData")
    ]
    _require(len(bearers) == 1, "it hasn’t one confirmation of the subject")
    [data] = bearers
    _require(data.get("Recipient") == acs_url, f"its recipient is {data.get('Recipient')!r}")
    _require(data.get("InResponseTo") == request_id, "its subject is confirmed for another request")
    _require(bool(data.get("NotOnOrAfter")) and not data.get("NotBefore"), "its confirmation has no end")
    _require(_time(data, "NotOnOrAfter") + LEEWAY_S > Utils.now(), "its confirmation is over")
    made_at = _time(assertion, "IssueInstant")
    _require(abs(Utils.now() - made_at) <= MAX_LIFETIME_S, "it was made at another time")
    _require(_expiry(assertion) - made_at <= MAX_LIFETIME_S, "it is valid for too long")


def _expiry(assertion: Any) -> int:
    """When the last of its ends is over."""
    ends = (
        f"{ASSERTION}Conditions",
        f"{ASSERTION}Subject/{ASSERTION}SubjectConfirmation/{ASSERTION}SubjectConfirmationData",
    )
    return max(_time(assertion.find(path), "NotOnOrAfter") for path in ends)


def _time(element: Any, name: str) -> int:
    try:
        return int(Utils.parse_SAML_to_time(element.get(name)))
    except Exception as error:
        raise ProviderError(f"its {name} isn’t a time") from error


def _count(element: Any, tag: str) -> int:
    return sum(1 for _ in element.iter(tag))


def _require(is_so: bool, problem: str) -> None:
    if not is_so:
        raise ProviderError(f"its response isn’t accepted: {problem}")
