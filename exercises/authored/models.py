"""Exercises that admins write on the site: the files of each version, and the draft that is being edited."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from exercises.authored.heads import title_of
from exercises.lifecycle.models import ExerciseVersion


class ExerciseFiles(models.Model):
    """All files of a version, with its solution and checks. Only admins and runners may read them."""

    version = models.OneToOneField(ExerciseVersion, on_delete=models.CASCADE, related_name="own_files")
    files: Any = models.JSONField(help_text="The text of each file, by its name in the exercise's folder.")

    def __str__(self) -> str:
        return f"Files of {self.version}"


class ExerciseDraft(models.Model):
    """The files that an admin is editing. Nobody is graded with them until they are published as a version."""

    slug = models.SlugField(max_length=80, unique=True)
    section = models.SlugField(max_length=80)
    files: Any = models.JSONField(help_text="As in ExerciseFiles.")
    revision = models.UUIDField(default=uuid4, help_text="Another one each time that it is saved.")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True, help_text="Until it is restored, or another is begun.")

    class Meta:
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return title_of(self.files) or self.slug
