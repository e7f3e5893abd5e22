"""A signed response, rearranged so that its signature is about another element than the one that is read."""

import copy
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tests.saml.forge import DS, SAML, SAMLP, find


def evil(root: Any) -> Any:
    """A copy of the assertion that names somebody else, without a signature of its own."""
    other = copy.deepcopy(find(root, "Assertion"))
    for signature in other.findall(f"{{{DS}}}Signature"):
        other.remove(signature)
    other.set("ID", "_evil")
    [value] = other.iter(f"{{{SAML}}}AttributeValue")
    value.text = "mallory"
    return other


def wrappings(root: Any) -> Iterator[Any]:
    """Signature wrapping: the eight of Somorovsky et al. (2012), and some that are like them."""

    def fresh() -> tuple[Any, Any]:
        again = copy.deepcopy(root)
        return again, find(again, "Assertion")

    def signature_of(element: Any) -> Any:
        return element.find(f"{{{DS}}}Signature")

    # 1, 2: the signed response in the signature of another one, or beside it.
    for is_inside in (True, False):
        original, outer = copy.deepcopy(root), copy.deepcopy(root)
        outer.set("ID", "_evil_response")
        outer.replace(find(outer, "Assertion"), evil(root))
        signature = signature_of(outer)
        inner = copy.deepcopy(original)
        inner.remove(signature_of(inner))
        if is_inside:
            etree.SubElement(signature, f"{{{DS}}}Object").append(inner)
        else:
            outer.append(inner)
        yield outer
    # 3, 4: another assertion before the signed one, or around it.
    again, assertion = fresh()
    assertion.addprevious(evil(root))
    yield again
    again, assertion = fresh()
    outer = evil(root)
    again.replace(assertion, outer)
    outer.append(assertion)
    yield again
    # 5, 6: the signature in another assertion, the signed one at the end or in the signature.
    for is_inside in (False, True):
        again, assertion = fresh()
        outer, signature = evil(root), copy.deepcopy(signature_of(assertion))
        assertion.remove(signature_of(assertion))
        again.replace(assertion, outer)
        outer.insert(1, signature)
        if is_inside:
            signature.append(assertion)
        else:
            again.append(assertion)
        yield again
    # 7, 8: the signed one in an extension, or in an object of the signature.
    again, assertion = fresh()
    again.replace(assertion, evil(root))
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(assertion)
    again.insert(1, extensions)
    yield again
    again, assertion = fresh()
    outer, signature = evil(root), copy.deepcopy(signature_of(assertion))
    assertion.remove(signature_of(assertion))
    again.replace(assertion, outer)
    outer.insert(1, signature)
    etree.SubElement(signature, f"{{{DS}}}Object").append(assertion)
    yield again
    # The same identifier for both.
    again, assertion = fresh()
    other = evil(root)
    other.set("ID", "_assertion")
    assertion.addprevious(other)
    yield again
    # A second attribute statement after the signature was made, and an assertion that replaces the signed one.
    again, assertion = fresh()
    assertion.append(copy.deepcopy(find(again, "AttributeStatement")))
    yield again
    again, assertion = fresh()
    again.replace(assertion, evil(root))
    yield again
