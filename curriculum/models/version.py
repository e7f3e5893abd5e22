"""The version of the curriculum: a token that every change renews, so that caches know when to expire."""

import uuid
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save

from lib.compiled_queries import CompiledQuery


class CurriculumVersion(models.Model):
    """One row. Every change of the curriculum or the exercises sets a new token in the same transaction.

    A token is random, because after a rollback a counter would give the same number to two versions.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False)

    THE_ROW = 1

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def current(cls) -> uuid.UUID | None:
        """The token, or None if nothing was ever loaded, in which case nothing may be cached. One query."""
        return next((token for (token,) in _TOKEN()), None)

    @classmethod
    def renew(cls) -> None:
        """Set a new token. Call it after a change, so that a reader of the new token sees the change too."""
        token = uuid.uuid4()
        if not cls.objects.filter(pk=cls.THE_ROW).update(token=token):
            cls.objects.update_or_create(pk=cls.THE_ROW, defaults={"token": token})


_TOKEN = CompiledQuery(lambda: CurriculumVersion.objects.filter(pk=CurriculumVersion.THE_ROW).values_list("token"))


class VersionedQuerySet(models.QuerySet[Any]):
    """The manager of the curriculum's models. These two methods write many rows at once and send no signal."""

    def update(self, **values: Any) -> int:
        count = super().update(**values)
        CurriculumVersion.renew()
        return count

    def bulk_create(self, *args: Any, **options: Any) -> list[Any]:
        rows = super().bulk_create(*args, **options)
        CurriculumVersion.renew()
        return rows


def versioned_models() -> list[type[models.Model]]:
    """All models whose rows belong to the curriculum, the exercises among them."""
    return [model for model in apps.get_models() if isinstance(model._default_manager.all(), VersionedQuerySet)]


def connect_signals() -> None:
    """Renew the version when a row or its relations change. Called once, when all apps are ready."""
    for model in versioned_models():
        post_save.connect(_renew, model, dispatch_uid="curriculum-version")
        post_delete.connect(_renew, model, dispatch_uid="curriculum-version")
        for relation in model._meta.many_to_many:
            m2m_changed.connect(_renew, relation.remote_field.through, dispatch_uid="curriculum-version")


def _renew(action: str = "post", **_: Any) -> None:
    if action.startswith("post"):
        CurriculumVersion.renew()
