"""What people did on the site that others may ask about later: rows that are added and never changed.

An entry names people by their uid. Their names are in `KnownName`, which goes with the account: an erased person's
entries stay, with the uid and no name.
"""

import datetime
import uuid
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from audit_log.names import SENTENCES

MAX_FIELDS_CHARS = 4_000  # of an entry's fields, as JSON
APPEND_ONLY = "Rows of the audit log are only added. `cut_audit_log` deletes the oldest."


class AppendOnlyError(TypeError):
    """Something tried to change or delete what is only added."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError(APPEND_ONLY)

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnlyError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        raise AppendOnlyError(APPEND_ONLY)


class AppendOnlyModel(models.Model):
    """Rows that only come. The database refuses the rest too: see guards.py."""

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(APPEND_ONLY)
        super().save(force_insert=True)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnlyError(APPEND_ONLY)


class KnownName(models.Model):
    """A name that somebody had when something was recorded."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", on_delete=models.CASCADE, related_name="known_names"
    )
    name = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_row_for_each_known_name")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Serialize as the name alone, in archives."""
        return (self.name,)


def _uid_of_a_person() -> "models.ForeignKey[Any, Any]":
    """Return a column with somebody's uid, which outlives their account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, to_field="uid", on_delete=models.DO_NOTHING, db_constraint=False, null=True,
        related_name="+",
    )  # fmt: skip


def _name_of_a_person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        KnownName, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )


def utc_today() -> datetime.date:
    return timezone.now().astimezone(datetime.UTC).date()


class AuditEntryQuerySet(AppendOnlyQuerySet):
    def with_names(self) -> Self:
        return self.select_related("actor_name", "person_name")


class AuditEntry(AppendOnlyModel):
    """Somebody did something. Texts here name no person: names would outlive an erased account."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField(default=utc_today, help_text="Of `at`, in UTC. An archive has it instead of the time.")
    action = models.CharField(max_length=40, help_text="A value of `AuditAction`.")
    actor = _uid_of_a_person()  # null: the site itself, or its operator in a shell
    actor_name = _name_of_a_person()
    person = _uid_of_a_person()  # whom it is about
    person_name = _name_of_a_person()
    target_kind = models.CharField(max_length=40, blank=True)
    target_uid = models.CharField(max_length=80, blank=True)
    target_title = models.CharField(max_length=200, blank=True)
    cohort = models.CharField(max_length=80, blank=True, help_text="The slug.")
    fields = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True, help_text="As in the site's log.")
    once = models.CharField(  # noqa: DJ001  null: it may be recorded any number of times
        max_length=64,
        null=True,
        unique=True,
        help_text="Identifies what is recorded once, such as a day's reading.",
    )

    objects: ClassVar[Any] = models.Manager.from_queryset(AuditEntryQuerySet)()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["day"], name="audit_entry_by_day"),
            models.Index(fields=["action", "id"], name="audit_entry_by_action"),
            models.Index(fields=["cohort", "id"], name="audit_entry_by_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"

    @property
    def sentence(self) -> str:
        """ "changed a cohort’s settings". A name that this version doesn't know stays a name."""
        return SENTENCES.get(self.action, self.action)

    @property
    def target_label(self) -> str:
        """ "“Autumn cohort”", or where it has no title, "membership 42"."""
        return f"“{self.target_title}”" if self.target_title else f"{self.target_kind} {self.target_uid}".strip()

    @property
    def details(self) -> str:
        """ "from learner to mentor, days: 14"."""
        fields, texts = dict(self.fields), []
        if {"before", "after"} <= fields.keys():
            texts = [format_change(fields.pop("before"), fields.pop("after"))]
        return ", ".join([*texts, *(f"{name.replace('_', ' ')}: {format_value(fields[name])}" for name in fields)])

    @property
    def actor_label(self) -> str:
        if self.actor_id is None:
            return "The site"
        return str(self.actor_name or f"Deleted account {self.actor_id}")

    @property
    def person_label(self) -> str:
        """Empty if it is about nobody."""
        return str(self.person_name or f"Deleted account {self.person_id}") if self.person_id else ""


def format_change(before: Any, after: Any) -> str:
    """
    >>> format_change("learner", "mentor"), format_change("", "admin")
    ('from learner to mentor', 'now admin')
    """
    return f"from {format_value(before)} to {format_value(after)}" if before else f"now {format_value(after)}"


def format_value(value: Any) -> str:
    """
    >>> format_value(["Name", "Role"]), format_value(True), format_value(None), format_value(14)
    ('Name and Role', 'yes', 'none', '14')
    """
    if isinstance(value, list):
        return " and ".join(map(format_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in (None, "") else str(value)


class AuditLink(AppendOnlyModel):
    """An entry's place in the chain of digests, which a job writes after the entry. See chain.py.

    Links stay when their entries are cut: they hold digests only.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True, help_text="Its number, which outlives the entry.")
    content = models.CharField(max_length=64, help_text="The SHA-256 of the entry.")
    digest = models.CharField(max_length=64, help_text="The SHA-256 of the digest before and of `content`.")

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:8]}"


class AuditCut(AppendOnlyModel):
    """The entries up to a number were deleted because they were old. The database refuses to delete others."""

    at = models.DateTimeField(default=timezone.now)
    through = models.BigIntegerField(help_text="The number of the last entry that may go.")
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"through {self.through}"
