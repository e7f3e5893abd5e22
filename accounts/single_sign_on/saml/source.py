"""A SAML provider's description in the settings. Needs none of the packages in requirements/saml.txt."""

from dataclasses import dataclass
from importlib.util import find_spec

PACKAGES = ("onelogin", "xmlsec", "lxml")
PERSISTENT_NAME_ID = "NameID"  # in the place of an attribute: the NameID, if its format is persistent


@dataclass(frozen=True, kw_only=True)
class SamlSource:
    """Where a provider publishes its metadata, and under which attributes it says who somebody is."""

    entity_id: str
    metadata_url: str
    metadata: str
    """The document itself, if it isn't read from the address."""
    uid_attribute: str
    email_attribute: str
    name_attributes: tuple[str, ...]
    """The first that is there, or with a + between them the parts of a name."""


def is_installed() -> bool:
    return all(find_spec(name) for name in PACKAGES)
