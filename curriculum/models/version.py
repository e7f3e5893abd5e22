"""Which curriculum is there: a token that changes with every change to it, so that what was read of it may be kept."""

import uuid
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save

from curriculum.questions import Question


class CurriculumVersion(models.Model):
    """One row. Whoever changes the curriculum or the exercises gives it a new token in the same transaction.

    A token is random, never a count: after a rollback a count would name another curriculum than before.
    """

    token = models.UUIDField(default=uuid.uuid4, editable=False)

    THE_ROW = 1

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def current(cls) -> uuid.UUID | None:
        """None where nothing was ever loaded: then nothing may be kept either. One query."""
        return next((token for (token,) in _TOKEN()), None)

    @classmethod
    def renew(cls) -> None:
        """After a change, so that whoever reads the new token reads the change too."""
        token = uuid.uuid4()
        if not cls.objects.filter(pk=cls.THE_ROW).update(token=token):
            cls.objects.update_or_create(pk=cls.THE_ROW, defaults={"token": token})


_TOKEN = Question(lambda: CurriculumVersion.objects.filter(pk=CurriculumVersion.THE_ROW).values_list("token"))


class VersionedQuerySet(models.QuerySet[Any]):
    """Of a model that belongs to the curriculum. These two write many rows at once and send no signal."""

    def update(self, **values: Any) -> int:
        changed = super().update(**values)
        CurriculumVersion.renew()
        return changed

    def bulk_create(self, *args: Any, **options: Any) -> list[Any]:
        rows = super().bulk_create(*args, **options)
        CurriculumVersion.renew()
        return rows


def versioned_models() -> list[type[models.Model]]:
    """All models whose rows belong to the curriculum, the exercises among them."""
    return [model for model in apps.get_models() if isinstance(model._default_manager.all(), VersionedQuerySet)]


def watch() -> None:
    """Renew the version whenever a row is saved or deleted or its relations change. Called once, when all is loaded."""
    for model in versioned_models():
        post_save.connect(_renew, model, dispatch_uid="curriculum-version")
        post_delete.connect(_renew, model, dispatch_uid="curriculum-version")
        for relation in model._meta.many_to_many:
            m2m_changed.connect(_renew, relation.remote_field.through, dispatch_uid="curriculum-version")


def _renew(action: str = "post", **_: Any) -> None:
    if action.startswith("post"):
        CurriculumVersion.renew()
