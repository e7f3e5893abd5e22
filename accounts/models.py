"""People. Everybody signs in by e-mail; what they may see follows from their role and their cohorts."""

import uuid
import zoneinfo
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from knox.models import AbstractAuthToken


class Role(models.TextChoices):
    LEARNER = "learner", "learner"
    MENTOR = "mentor", "mentor"
    ADMIN = "admin", "admin"


class Background(models.TextChoices):
    """Which of the roadmap's two estimates applies."""

    REFRESHER = "refresher", "I have met this before and need a refresher"
    FROM_SCRATCH = "from_scratch", "I start from scratch"


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Choose one such as Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"role": Role.ADMIN, "is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # ScriptKey's has no type
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True, error_messages={"unique": "This address already has an account."})
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=10, choices=Role, default=Role.LEARNER)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    background = models.CharField(
        max_length=12, choices=Background, blank=True, help_text="Decides which hour estimates are shown."
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this. Only our admins edit the curriculum."""
        return self.is_admin

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_mentor(self) -> bool:
        return self.role in (Role.MENTOR, Role.ADMIN)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def today(self) -> date:
        """The day it is where they are."""
        return timezone.localdate(timezone=self.zone)

    @property
    def hours_background(self) -> Background:
        """The background to show hours for; before they told us, the longer estimate is the honest one."""
        return Background(self.background) if self.background else Background.FROM_SCRATCH

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Admins may do everything in Django's admin; everything else is asked of `rules`."""
        return (self.is_active and self.is_admin) or super().has_perm(perm, obj)

    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new password shuts the account: Django ends its sessions, and its keys open nothing any more."""
        sets_password = self._password is not None  # type: ignore[attr-defined]  # whichever page or command sets it
        super().save(*args, **kwargs)
        if sets_password:
            ScriptKey.objects.filter(user=self).delete()

    def has_module_perms(self, app_label: str) -> bool:
        return (self.is_active and self.is_admin) or super().has_module_perms(app_label)


class ScriptKey(AbstractAuthToken):  # type: ignore[misc]  # the library has no types
    """Signs a person's script in to the REST interface. Only a fingerprint of it is kept."""

    MOST = 20  # of one person

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To ten minutes.")

    class Meta:
        verbose_name = "key for scripts"
        verbose_name_plural = "keys for scripts"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_key_of_each_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_expired(self) -> bool:
        return bool(self.expiry and self.expiry < timezone.now())
