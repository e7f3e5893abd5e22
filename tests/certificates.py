"""An authority of a test's own, and the certificates that it gives servers."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class Authority:
    """``file`` is what makes a program trust it, as SSL_CERT_FILE."""

    def __init__(self, folder: Path, name: str = "An authority") -> None:
        self._folder, self._key, self._name = folder, _new_key(), _name(name)
        self.file = folder / f"{name}.pem"
        basic = x509.BasicConstraints(ca=True, path_length=0)
        certificate = self._signed(self._name, self._key, basic, timedelta(days=1))
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))

    def server(self, address: str = "127.0.0.1", lifetime: timedelta = timedelta(days=1)) -> SSLContext:
        """For a server at this address. A lifetime below zero is over."""
        key, names = _new_key(), x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate = self._signed(_name(address), key, names, lifetime)
        file = self._folder / "server.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, name: x509.Name, key: EllipticCurvePrivateKey, extension: x509.ExtensionType, lifetime: timedelta
    ) -> x509.Certificate:
        end = datetime.now(UTC) + lifetime
        certificate = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        certificate = certificate.not_valid_before(end - timedelta(days=3)).not_valid_after(end)
        return certificate.add_extension(extension, critical=True).sign(self._key, SHA256())


def _new_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])
