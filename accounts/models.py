"""People. Everybody signs in by email. Their role and cohorts decide what they may see."""

import uuid
import zoneinfo
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from knox.models import AbstractAuthToken

from accounts.names import NameField
from accounts.single_sign_on.models import IdentityProvider as IdentityProvider
from audit_log.actions import record
from audit_log.names import AuditAction


class Role(models.TextChoices):
    LEARNER = "learner", "learner"
    MENTOR = "mentor", "mentor"
    CURRICULUM = "curriculum", "curriculum admin"
    PEOPLE = "people", "people admin"
    OPERATIONS = "operations", "operations admin"
    ADMIN = "admin", "admin"


CURRICULUM_ROLES = (Role.CURRICULUM, Role.ADMIN)
PEOPLE_ROLES = (Role.PEOPLE, Role.ADMIN)
OPERATIONS_ROLES = (Role.OPERATIONS, Role.ADMIN)
ADMIN_ROLES = (Role.CURRICULUM, Role.PEOPLE, Role.OPERATIONS, Role.ADMIN)
# What each of them may do in Django's admin, by model. A full admin may do everything there.
ADMIN_PERMISSIONS = {
    Role.CURRICULUM: frozenset({"exercises.view_exercise", "exercises.read_solutions"}),
    Role.PEOPLE: frozenset(
        f"{app}.{verb}_{model}"
        for app, model in (
            ("accounts", "user"),
            ("cohorts", "cohort"),
            ("cohorts", "membership"),
            ("cohorts", "thread"),
        )
        for verb in ("view", "add", "change", "delete")
    ),
    Role.OPERATIONS: frozenset(f"exercises.{verb}_runnerhost" for verb in ("view", "add", "change")),
}


class Background(models.TextChoices):
    """Which of the roadmap's two estimates applies."""

    REFRESHER = "refresher", "I’ve studied this before and need a refresher"
    FROM_SCRATCH = "from_scratch", "I’m starting from scratch"


ADDRESS_TAKEN = "This address already has an account."


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Choose one such as Europe/Berlin.")


@cache
def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """Each zone is read once in a process. ZoneInfo itself keeps eight of some six hundred."""
    return zoneinfo.ZoneInfo(name)


class AddressField(models.EmailField[str, str]):
    """An email address, always in lower case: ADA@… and ada@… belong to the same person."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.strip().lower() if isinstance(text, str) else text


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an admin from the shell. The operator vouches for the address, and may have no mail server yet."""
        user = self.create_user(email, password, **{"role": Role.ADMIN, "is_superuser": True} | fields)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]  # the library's
        record(AuditAction.ROLE_CHANGED, actor=None, person=user, fields={"before": "", "after": user.role})
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username)

    def with_address(self, address: str) -> "User | None":
        """The person with this main address, or who has confirmed it as another of theirs."""
        main = self.filter(email=address).first()
        return main or self.filter(emailaddress__email=address.strip().lower(), emailaddress__verified=True).first()


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # ApiToken's has no type
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = AddressField("email address", unique=True, error_messages={"unique": ADDRESS_TAKEN})
    name = NameField()
    role = models.CharField(max_length=10, choices=Role, default=Role.LEARNER)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    background = models.CharField(
        max_length=12, choices=Background, blank=True, help_text="Sets the hour estimates shown."
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_in_any_case",
                violation_error_message=ADDRESS_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.name or "No name"

    def lock(self) -> None:
        """Hold the row until the transaction ends: two requests of the same person wait for each other here.

        Raises:
            User.DoesNotExist: the account was deleted meanwhile.
        """
        if not User.objects.select_for_update().filter(pk=self.pk).values_list("pk"):
            raise User.DoesNotExist

    @property
    def label_for_staff(self) -> str:
        """The name and address, so that admins and mentors can tell namesakes apart. Learners don't see addresses."""
        return f"{self.name} ({self.email})"

    @property
    def is_staff(self) -> bool:
        """Whether the person may open Django's admin."""
        return self.has_admin_role

    @property
    def is_admin(self) -> bool:
        """Whether the person may do everything that any admin may."""
        return self.role == Role.ADMIN

    @property
    def has_admin_role(self) -> bool:
        """Whether the person is an admin of any kind. Then they need a second factor."""
        return self.role in ADMIN_ROLES

    @property
    def edits_curriculum(self) -> bool:
        """Whether the person edits roadmaps, courses and exercises, and regrades."""
        return self.role in CURRICULUM_ROLES

    @property
    def manages_people(self) -> bool:
        """Whether the person manages accounts, and all cohorts as a lead does."""
        return self.role in PEOPLE_ROLES

    @property
    def operates_site(self) -> bool:
        """Whether the person manages runner hosts and the site's look. Not sign-in: providers vouch for anybody."""
        return self.role in OPERATIONS_ROLES

    @property
    def can_create_cohorts(self) -> bool:
        """All that the role “mentor” of an account allows. What somebody is in a cohort, their membership says."""
        return self.role == Role.MENTOR or self.manages_people

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zone_named(self.time_zone)

    @property
    def today(self) -> date:
        """Today's date in their time zone."""
        return timezone.localdate(timezone=self.zone)

    @property
    def hours_background(self) -> Background:
        """The background to show hours for. Until they choose one, it's the one with the longer estimate."""
        return Background(self.background) if self.background else Background.FROM_SCRATCH

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Admins may do everything in Django’s admin, the others what `ADMIN_PERMISSIONS` says."""
        is_allowed = self.is_admin or perm in ADMIN_PERMISSIONS.get(Role(self.role), ())
        return (self.is_active and is_allowed) or super().has_perm(perm, obj)

    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new password ends all sessions, by Django, revokes all API tokens and signs all apps out."""
        sets_password = self._password is not None  # type: ignore[attr-defined]  # whichever page or command sets it
        super().save(*args, **kwargs)
        if sets_password:
            ApiToken.objects.filter(user=self).delete()
            self.token_set.all().delete()  # type: ignore[attr-defined]  # allauth's, of apps

    def has_module_perms(self, app_label: str) -> bool:
        permissions = ADMIN_PERMISSIONS.get(Role(self.role), ())
        is_allowed = self.is_admin or any(perm.startswith(f"{app_label}.") for perm in permissions)
        return (self.is_active and is_allowed) or super().has_module_perms(app_label)


FULL_ACCESS = "full"  # beside the scopes of accounts.scopes, which imports this module


class ApiToken(AbstractAuthToken):  # type: ignore[misc]  # the library has no types
    """A token for a person’s script to use the REST API. Only a digest of it is stored."""

    MAX_PER_PERSON = 20

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To ten minutes.")
    scope = models.CharField(
        max_length=60,
        default=FULL_ACCESS,
        db_default=FULL_ACCESS,
        help_text="The names of accounts.scopes with spaces between them, or “full” for everything its owner may do.",
    )

    class Meta:
        verbose_name = "API token"
        verbose_name_plural = "API tokens"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_key_of_each_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_expired(self) -> bool:
        return bool(self.expiry and self.expiry < timezone.now())

    def get_scopes(self) -> list[str]:
        """Return the scopes in the form that app tokens have, so that one permission class handles both."""
        return self.scope.split()
