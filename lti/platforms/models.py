"""Learning platforms, such as Moodle, that may open this site by LTI 1.3, and the keys that we sign with for them."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from lib.sealed_text import seal, unseal

MAX_PLATFORMS = 50
MAX_DEPLOYMENTS = 50  # of a platform
MAX_URL_CHARS = 500
MAX_ID_CHARS = 255  # of every id that a platform chooses (LTI 1.3, section 5.3)


class LtiPlatformQuerySet(models.QuerySet["LtiPlatform"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class LtiPlatform(models.Model):
    """A registration at a platform. Hosted platforms give all their schools one issuer, so the client ID counts too."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, help_text="People see it, as in “Example University”.")
    issuer = models.CharField(max_length=255)
    client_id = models.CharField("client ID", max_length=MAX_ID_CHARS)
    login_url = models.CharField("authentication address", max_length=MAX_URL_CHARS)
    token_url = models.CharField("access token address", max_length=MAX_URL_CHARS)
    jwks_url = models.CharField("key set address", max_length=MAX_URL_CHARS)
    token_audience = models.CharField(
        "audience of token requests", max_length=MAX_URL_CHARS, blank=True, help_text="Empty: the token address."
    )
    domains = models.TextField(
        "trusted domains", blank=True, validators=[MaxLengthValidator(2_000)],
        help_text="Of email addresses for which we rely on the platform. Empty: none.",
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)
    paused_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="It asked us to send no scores before."
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="From then on nobody comes from it.")

    objects: ClassVar[LtiPlatformQuerySet] = LtiPlatformQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint(fields=["issuer", "client_id"], name="lti_platform_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def domain_list(self) -> list[str]:
        return self.domains.lower().split()

    def owns(self, address: str) -> bool:
        """Whether we rely on the platform for the domain of an email address. A subdomain is another domain."""
        return address.lower().rpartition("@")[2] in self.domain_list

    @property
    def origins(self) -> list[str]:
        """Those of its addresses. Its pages may show ours in a frame."""
        return sorted({origin_of(url) for url in (self.issuer, self.login_url, self.token_url, self.jwks_url)} - {""})


def origin_of(url: str) -> str:
    """The origin of a web address; empty for anything else."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


class LtiDeploymentQuerySet(models.QuerySet["LtiDeployment"]):
    def accepted(self) -> Self:
        return self.exclude(accepted_at=None)


class LtiDeployment(models.Model):
    """A place at a platform where this site was installed. Only those that an admin has accepted may open it."""

    platform = models.ForeignKey(LtiPlatform, on_delete=models.CASCADE, related_name="deployments")
    deployment_id = models.CharField("deployment ID", max_length=MAX_ID_CHARS)
    seen_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LtiDeploymentQuerySet] = LtiDeploymentQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["platform", "deployment_id"], name="lti_deployment_once")]

    def __str__(self) -> str:
        return self.deployment_id


class LtiKey(models.Model):
    """A key pair with which we sign what we send to platforms."""

    SIGNS_AFTER = timedelta(days=1)
    """Platforms read our key set now and then, so a new key is published before it signs."""
    PUBLISHED_FOR = timedelta(days=7)
    """After a newer key has begun to sign."""

    kid = models.CharField("key ID", max_length=64, unique=True)
    public_jwk = models.JSONField()
    sealed_key = models.TextField(help_text="The private key, encrypted with SECRET_KEY.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.kid

    @property
    def private_pem(self) -> str:
        return unseal(self.sealed_key)

    @private_pem.setter
    def private_pem(self, pem: str) -> None:
        self.sealed_key = seal(pem)


class LtiRegistrationLinkQuerySet(models.QuerySet["LtiRegistrationLink"]):
    def usable(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())


class LtiRegistrationLink(models.Model):
    """Lets one platform register itself. Only a digest of the secret in its address is stored."""

    MAX_OPEN = 10
    MAX_HOURS = 24 * 14

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="lti_registration_links",
        help_text="Their links go with their account.",
    )
    hours = models.PositiveSmallIntegerField(
        default=48, validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS)]
    )
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    platform = models.ForeignKey(LtiPlatform, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[LtiRegistrationLinkQuerySet] = LtiRegistrationLinkQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d %H:%M}"
