"""Who and what a platform means: its people and its courses."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cohorts.cohort.models import Cohort
from lti.platforms.models import MAX_ID_CHARS, MAX_URL_CHARS, LtiDeployment, LtiPlatform


class LtiIdentity(models.Model):
    """A platform's person, and their account here."""

    platform = models.ForeignKey(LtiPlatform, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=MAX_ID_CHARS, help_text="The platform’s id of the person.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lti_identities")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "accounts on learning platforms"
        constraints = [
            models.UniqueConstraint(fields=["platform", "subject"], name="lti_subject_once"),
            models.UniqueConstraint(fields=["platform", "user"], name="one_lti_identity_for_each_platform"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.platform}"


class LtiContext(models.Model):
    """A course on a platform, and the cohort that it fills."""

    deployment = models.ForeignKey(LtiDeployment, on_delete=models.CASCADE, related_name="contexts")
    context_id = models.CharField("context ID", max_length=MAX_ID_CHARS)
    title = models.CharField(max_length=80, blank=True)
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="lti_contexts")
    members_url = models.CharField(
        max_length=MAX_URL_CHARS, blank=True, default="", help_text="Of its members. Empty: the platform doesn’t tell."
    )
    opened_at = models.DateTimeField(default=timezone.now, help_text="For the first time.")

    class Meta:
        ordering = ("title", "pk")
        constraints = [models.UniqueConstraint(fields=["deployment", "context_id"], name="lti_context_once")]

    def __str__(self) -> str:
        return self.title or self.context_id
