"""Identity providers that admins have added. One more may be in the environment (`providers`)."""

from django.core.validators import MaxLengthValidator
from django.db import models

from accounts.single_sign_on.saml.source import SamlSource
from lib.sealed_text import seal, unseal

MAX_PROVIDERS = 20
DEFAULT_GROUPS_CLAIM = "groups"
MAX_ISSUER_LETTERS = 200  # of the column in which allauth stores whose account it is


class IdentityProvider(models.Model):
    """A server where people of an institution sign in, by OpenID Connect."""

    slug = models.SlugField(
        "short name", max_length=30, unique=True, help_text="In the address that you give to the provider."
    )
    name = models.CharField(max_length=40, help_text="People see it on the button “Sign in with …”.")
    issuer = models.URLField(max_length=MAX_ISSUER_LETTERS, help_text="As https://login.example.edu/realms/main.")
    client_id = models.CharField("client ID", max_length=191)
    sealed_secret = models.TextField(blank=True, help_text="Encrypted with SECRET_KEY.")
    domains = models.TextField(
        validators=[MaxLengthValidator(2_000)],
        help_text="The domains of email addresses that belong to your institution.",
    )
    vouches_for_addresses = models.BooleanField(
        default=False, help_text="It sends no email_verified, and its people can’t change their addresses themselves."
    )
    groups_claim = models.CharField(
        max_length=200,
        default=DEFAULT_GROUPS_CLAIM,
        help_text="Where it lists a person’s groups: a name or a list of names.",
    )
    is_active = models.BooleanField(default=True)

    saml: SamlSource | None = None  # not of a row: the environment alone describes a provider with SAML

    class Meta:
        ordering = ("name", "slug")

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What accounts at the provider are stored under. Another issuer’s accounts are never taken for this one’s."""
        return f"saml:{self.issuer}" if self.saml else self.issuer.rstrip("/")

    @property
    def secret(self) -> str:
        return unseal(self.sealed_secret)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = seal(secret)

    @property
    def domain_list(self) -> list[str]:
        return self.domains.lower().split()

    def owns(self, address: str) -> bool:
        """Whether the institution owns the domain of an email address. A subdomain is another domain."""
        return address.lower().rpartition("@")[2] in self.domain_list
