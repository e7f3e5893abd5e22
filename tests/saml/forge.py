"""Responses of a SAML provider as somebody with or without its key could write them."""

import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xmlsec
from lxml import etree
from xmlsec import constants

SAML, SAMLP, DS = (
    "urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:protocol", "http://www.w3.org/2000/09/xmldsig#"
)  # fmt: skip
NAMESPACES = {"saml": SAML, "samlp": SAMLP, "ds": DS}
ACS, OWN_ID, PROVIDER_ID = "https://site.example/acs/", "https://site.example/metadata/", "https://login.example.edu"
REQUEST = "ONELOGIN_request"
Edit = Callable[[Any], Any]
TEMPLATE = """<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response" Version="2.0"
  IssueInstant="{now}" Destination="{ACS}" InResponseTo="{REQUEST}"><saml:Issuer>{PROVIDER_ID}</saml:Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <saml:Assertion ID="_assertion" Version="2.0" IssueInstant="{now}"><saml:Issuer>{PROVIDER_ID}</saml:Issuer>
    <saml:Subject>
      <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">emmy-persistent</saml:NameID>
      <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
        NotOnOrAfter="{later}" Recipient="{ACS}" InResponseTo="{REQUEST}"/></saml:SubjectConfirmation>
    </saml:Subject>
    <saml:Conditions NotBefore="{now}" NotOnOrAfter="{later}"><saml:AudienceRestriction>
      <saml:Audience>{OWN_ID}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
    <saml:AuthnStatement AuthnInstant="{now}"><saml:AuthnContext>
      <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>
    </saml:AuthnContext></saml:AuthnStatement>
    <saml:AttributeStatement><saml:Attribute Name="uid"><saml:AttributeValue>emmy</saml:AttributeValue>
    </saml:Attribute></saml:AttributeStatement>
  </saml:Assertion>
</samlp:Response>"""


def at(seconds: float) -> str:
    """A time so many seconds from now, as SAML writes it."""
    return datetime.fromtimestamp(time.time() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def response(
    folder: Path,
    before: Edit | None = None,
    after: Edit | None = None,
    *,
    signs: tuple[str, ...] = ("Assertion", "Response"),
    algorithms: tuple[Any, Any] = (constants.TransformRsaSha256, constants.TransformSha256),
) -> str:
    """A response, changed before and after the key in ``folder`` signs it, in Base64."""
    values = {name: globals()[name] for name in ("SAML", "SAMLP", "ACS", "OWN_ID", "PROVIDER_ID", "REQUEST")}
    root = etree.fromstring(TEMPLATE.format(now=at(0), later=at(300), **values).encode())
    if before:
        before(root)
    for name in signs:
        sign(root if name == "Response" else find(root, name), folder, algorithms)
    if after and (changed := after(root)) is not None:
        root = changed
    return encode(etree.tostring(root))


def encode(document: bytes) -> str:
    return base64.b64encode(document).decode()


def find(root: Any, name: str) -> Any:
    prefix = {"Response": "samlp", "Status": "samlp", "StatusCode": "samlp", "Signature": "ds"}.get(name, "saml")
    [first, *_] = root.xpath(f"//{prefix}:{name}", namespaces=NAMESPACES)
    return first


def sign(element: Any, folder: Path, algorithms: tuple[Any, Any]) -> None:
    signature = xmlsec.template.create(element, constants.TransformExclC14N, algorithms[0], ns="ds")
    element.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, algorithms[1], uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, constants.TransformExclC14N)
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(folder / "key.pem"), constants.KeyDataFormatPem)
    context.sign(signature)
