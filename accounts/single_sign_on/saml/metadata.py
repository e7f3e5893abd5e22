"""What a SAML provider publishes about itself: where people sign in, and the certificates of its signatures.

Each process reads it once an hour. While it can't be read, the last one counts for a day.
"""

from dataclasses import dataclass
from time import monotonic

import requests
import structlog
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as MetadataParser

from accounts.single_sign_on.documents import ProviderError, check_endpoint, provider_session
from accounts.single_sign_on.saml.source import SamlSource
from lib.cache import LruCache
from lib.signed_tokens import FRESH_SECONDS

log = structlog.get_logger(__name__)

STALE_SECONDS = 24 * 3600
MIN_SECONDS_BETWEEN = 60  # after a failure
MAX_CERTIFICATES = 10


@dataclass(frozen=True)
class SamlMetadata:
    sign_in_url: str
    certificates: tuple[str, ...]


@dataclass
class _Entry:
    metadata: SamlMetadata
    read_at: float
    tried_at: float


_entries: LruCache[_Entry] = LruCache(8)


def read_metadata(source: SamlSource) -> SamlMetadata:
    """Raises ProviderError."""
    key, now = repr(source), monotonic()
    entry = _entries.get(key)
    if entry and (now - entry.read_at < FRESH_SECONDS or now - entry.tried_at < MIN_SECONDS_BETWEEN):
        return entry.metadata
    try:
        metadata = parse_metadata(_fetch(source), source)
    except requests.RequestException as error:
        if entry is None or now - entry.read_at >= STALE_SECONDS:
            raise
        log.warning("account.provider_failed", provider=source.entity_id, problem=str(error)[:400])
        entry.tried_at = now
        return entry.metadata
    _entries.put(key, _Entry(metadata, now, now))
    return metadata


def parse_metadata(document: bytes, source: SamlSource) -> SamlMetadata:
    """The entry of one provider, of which a file may list several. Raises ProviderError."""
    try:
        parsed = MetadataParser.parse(
            document, entity_id=source.entity_id, required_sso_binding=Constants.BINDING_HTTP_REDIRECT
        )
        provider = parsed["idp"]
        url = provider["singleSignOnService"]["url"]
        several = provider.get("x509certMulti", {}).get("signing", [])
        certificates = tuple(several or [provider["x509cert"]])
    except Exception as error:  # the library raises many kinds
        raise ProviderError(f"its metadata can’t be read: {error!r}") from error
    if provider.get("entityId") != source.entity_id:
        raise ProviderError(f"its metadata is about {provider.get('entityId')!r}, not {source.entity_id!r}")
    if len(certificates) > MAX_CERTIFICATES:
        raise ProviderError(f"its metadata has more than {MAX_CERTIFICATES} certificates")
    check_endpoint("SingleSignOnService", url, source.metadata_url or "https://")
    return SamlMetadata(url, certificates)


def _fetch(source: SamlSource) -> bytes:
    if source.metadata:
        return source.metadata.encode()
    with provider_session() as session:
        response = session.get(source.metadata_url)
        response.raise_for_status()
        return response.content
