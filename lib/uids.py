"""Rows that an archive names by their uid, because their primary keys are others on another site."""

import uuid
from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class UidQuerySet(models.QuerySet[M]):
    def get_by_natural_key(self, uid: str) -> M:
        return self.get(uid=uid)


class UidModel(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)
