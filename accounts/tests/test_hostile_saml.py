"""Responses that a SAML provider didn't make for us, or not in this form, are refused."""

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.saml import MISSING, write_key

if MISSING:
    pytest.skip(f"{', '.join(MISSING)} isn’t installed", allow_module_level=True)

from lxml import etree
from xmlsec import constants

from accounts.single_sign_on.documents import LEEWAY_S, ProviderError
from accounts.single_sign_on.saml.metadata import SamlMetadata
from accounts.single_sign_on.saml.responses import (
    MAX_LETTERS,
    DeclinedError,
    UnaskedError,
    library_settings,
    read_response,
)
from tests.saml import forge
from tests.saml.forge import DS, SAML, SAMLP, Edit, at, encode, find
from tests.saml.wrappings import wrappings

SHA1 = (constants.TransformRsaSha1, constants.TransformSha1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provider")
    write_key(folder)
    return folder


@pytest.fixture
def settings_of_library(folder: Path) -> Any:
    certificate = "".join((folder / "cert.pem").read_text().splitlines()[1:-1])
    metadata = SamlMetadata("https://login.example.edu/sso", (certificate,))
    return library_settings(metadata, provider_id=forge.PROVIDER_ID, own_id=forge.OWN_ID, acs_url=forge.ACS)


def put(name: str, attribute: str, value: str | None) -> Edit:
    def edit(root: Any) -> None:
        element = find(root, name)
        if value is None:
            del element.attrib[attribute]
        else:
            element.set(attribute, value)

    return edit


def text(name: str, value: str) -> Edit:
    return lambda root: _set_text(find(root, name), value)


def remove(name: str) -> Edit:
    def edit(root: Any) -> None:
        element = find(root, name)
        element.getparent().remove(element)

    return edit


def _set_text(element: Any, value: str) -> None:
    element.text = value


def test_one_that_is_as_it_should_be_is_accepted(folder: Path, settings_of_library: Any) -> None:
    assertion = read_response(forge.response(folder), settings_of_library)
    assert assertion.attributes == {"uid": ["emmy"]}
    assert (assertion.in_response_to, assertion.name_id) == (forge.REQUEST, "emmy-persistent")


EDITS: dict[str, Edit] = {
    "another audience": text("Audience", "https://other.example"),
    "no audience": remove("AudienceRestriction"),
    "no conditions": remove("Conditions"),
    "conditions without an end": put("Conditions", "NotOnOrAfter", None),
    "conditions that are over": lambda root: put("Conditions", "NotOnOrAfter", at(-LEEWAY_S - 5))(root),
    "conditions that begin later": lambda root: put("Conditions", "NotBefore", at(LEEWAY_S + 30))(root),
    "another recipient": put("SubjectConfirmationData", "Recipient", "https://other.example/acs/"),
    "a recipient that begins as ours": put("SubjectConfirmationData", "Recipient", f"{forge.ACS}x"),
    "no recipient": put("SubjectConfirmationData", "Recipient", None),
    "a confirmation that is over": lambda root: put("SubjectConfirmationData", "NotOnOrAfter", at(-LEEWAY_S - 5))(root),
    "a confirmation without an end": put("SubjectConfirmationData", "NotOnOrAfter", None),
    "a confirmation of another request": put("SubjectConfirmationData", "InResponseTo", "ONELOGIN_other"),
    "a confirmation of no request": put("SubjectConfirmationData", "InResponseTo", None),
    "another method": put("SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
    "no confirmation": remove("SubjectConfirmation"),
    "another destination": put("Response", "Destination", "https://other.example/acs/"),
    "a destination that begins as ours": put("Response", "Destination", f"{forge.ACS}x"),
    "no destination": put("Response", "Destination", None),
    "another provider's response": text("Issuer", "https://evil.example"),
    "another provider's assertion": lambda root: _set_text(find(root, "Assertion")[0], "https://evil.example"),
    "an old assertion": lambda root: put("Assertion", "IssueInstant", at(-3700))(root),
    "an assertion for a year": lambda root: put("Conditions", "NotOnOrAfter", at(365 * 86400))(root),
    "a time that is none": put("AuthnStatement", "AuthnInstant", "now"),
    "no authentication": remove("AuthnStatement"),
    "no attributes": remove("AttributeStatement"),
    "another version": put("Response", "Version", "1.1"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_one_that_is_signed_but_not_right_is_refused(folder: Path, settings_of_library: Any, name: str) -> None:
    with pytest.raises(ProviderError):
        read_response(forge.response(folder, EDITS[name]), settings_of_library)


@pytest.mark.parametrize("signs", [(), ("Assertion",), ("Response",)])
def test_both_must_be_signed(folder: Path, settings_of_library: Any, signs: tuple[str, ...]) -> None:
    with pytest.raises(ProviderError, match="signed"):
        read_response(forge.response(folder, signs=signs), settings_of_library)


@pytest.mark.parametrize("algorithms", [SHA1, (constants.TransformRsaSha1, constants.TransformSha256)])
def test_a_broken_algorithm_is_refused(folder: Path, settings_of_library: Any, algorithms: tuple[Any, Any]) -> None:
    with pytest.raises(ProviderError):
        read_response(forge.response(folder, algorithms=algorithms), settings_of_library)


def test_another_key_signs_nothing(tmp_path: Path, settings_of_library: Any) -> None:
    write_key(tmp_path)
    with pytest.raises(ProviderError, match="isn’t valid"):
        read_response(forge.response(tmp_path), settings_of_library)


@pytest.mark.parametrize("name", ["AttributeValue", "NameID", "Audience"])
def test_a_change_after_the_signature_is_refused(folder: Path, settings_of_library: Any, name: str) -> None:
    with pytest.raises(ProviderError):
        read_response(forge.response(folder, after=text(name, "mallory")), settings_of_library)


@pytest.mark.parametrize("signs", [("Assertion", "Response"), ("Response",), ("Assertion",)])
def test_no_signature_counts_for_another_element(
    folder: Path, settings_of_library: Any, signs: tuple[str, ...]
) -> None:
    signed = etree.fromstring(base64.b64decode(forge.response(folder, signs=("Assertion", "Response"))))
    kept = {f"{{{SAMLP}}}Response" if name == "Response" else f"{{{SAML}}}Assertion" for name in signs}
    count = 0
    for wrapped in wrappings(signed):
        for signature in list(wrapped.iter(f"{{{DS}}}Signature")):
            if signature.getparent() is not None and signature.getparent().tag not in kept:
                signature.getparent().remove(signature)
        with pytest.raises(ProviderError):
            read_response(encode(etree.tostring(wrapped)), settings_of_library)
        count += 1
    assert count == 11


def test_a_comment_in_a_value_hides_nothing(folder: Path, settings_of_library: Any) -> None:
    """Some libraries read only what is before the comment, which canonical XML leaves out of the signature."""

    def split(root: Any) -> None:
        value = find(root, "AttributeValue")
        value.text = "emmy@example.org"
        comment = etree.Comment("x")
        comment.tail = ".evil.example"
        value.append(comment)

    signed = base64.b64decode(forge.response(folder, split))
    assert b"<!--x-->" in signed
    assertion = read_response(encode(signed), settings_of_library)
    assert assertion.attributes["uid"] == ["emmy@example.org.evil.example"]


BOMB = (
    "<!DOCTYPE r ["
    + "".join(
        f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "x"}{("&e" + str(n - 1) + ";") * 9 if n else ""}">'
        for n in range(12)
    )
    + "]><r>&e11;</r>"
)
DOCUMENTS = {
    "nothing": "",
    "no Base64": "%%%",
    "no XML": encode(b"hello"),
    "HTML": encode(b"<html><body>Hello</body></html>"),
    "an entity that is a file": encode(
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><samlp:Response xmlns:samlp="x">&x;</samlp:Response>'
    ),
    "a document type": encode(b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r/>'),
    "entities that grow": encode(BOMB.encode()),
    "entities in another encoding": encode(BOMB.encode("utf-16")),
    "too deep": encode(b"<a>" * 200 + b"</a>" * 200),
    "far too deep": encode(b"<a>" * 20_000 + b"</a>" * 20_000),
    "too many elements": encode(b"<a>" + b"<b/>" * 6_000 + b"</a>"),
    "too large": "A" * (MAX_LETTERS + 4),
    "no assertion": encode(f'<samlp:Response xmlns:samlp="{SAMLP}"/>'.encode()),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_cannot_be_a_response_is_refused(settings_of_library: Any, name: str) -> None:
    with pytest.raises(ProviderError):
        read_response(DOCUMENTS[name], settings_of_library)


def test_it_reads_nothing_that_is_encrypted(folder: Path, settings_of_library: Any) -> None:
    def encrypt(root: Any) -> None:
        etree.SubElement(root, f"{{{SAML}}}EncryptedAssertion")

    with pytest.raises(ProviderError):
        read_response(forge.response(folder, after=encrypt), settings_of_library)


def test_one_that_nobody_asked_for_is_told_apart(folder: Path, settings_of_library: Any) -> None:
    with pytest.raises(UnaskedError):
        read_response(forge.response(folder, put("Response", "InResponseTo", None)), settings_of_library)


def test_a_refusal_at_the_provider_is_told_apart(folder: Path, settings_of_library: Any) -> None:
    denied = put("StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")
    with pytest.raises(DeclinedError):
        read_response(forge.response(folder, denied), settings_of_library)


def test_only_a_persistent_name_id_counts(folder: Path, settings_of_library: Any) -> None:
    transient = put("NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
    assert read_response(forge.response(folder, transient), settings_of_library).name_id == ""
