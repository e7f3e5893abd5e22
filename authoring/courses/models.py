"""Courses, and what was fetched of them last."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from exercises.models import Exercise

LOST_AFTER = timedelta(minutes=5)  # a worker's task has a minute


class CourseState(models.TextChoices):
    FETCHING = "fetching", "being fetched"
    FETCHED = "fetched", "fetched"
    FAILED = "failed", "can’t be fetched"
    APPLYING = "applying", "being brought in"


class Course(models.Model):
    """A git repository with a course."""

    State = CourseState

    uid = models.SlugField(
        max_length=12,
        unique=True,
        help_text="Stands before the uids of everything in it, so that no two courses clash.",
    )
    address = models.URLField(max_length=400, help_text="Of the repository, as https://….")
    branch = models.CharField(max_length=100, blank=True, help_text="Empty: the repository’s own choice.")
    sealed_token = models.TextField(blank=True, help_text="A read token, encrypted with SECRET_KEY.")
    hint_key = models.UUIDField(default=uuid4, help_text="In the address with which its host says that it changed.")
    title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=CourseState, default=CourseState.FETCHING)
    message = models.CharField(max_length=400, blank=True, help_text="Why it can’t be fetched.")
    asked_at = models.DateTimeField(default=timezone.now, help_text="When it was to be fetched last.")
    fetched_at = models.DateTimeField(null=True, blank=True)
    commit = models.CharField(max_length=64, blank=True, help_text="That was fetched last.")
    applied_commit = models.CharField(max_length=64, blank=True, help_text="That was brought in last.")
    files: Any = models.JSONField(default=dict, help_text="The texts of the commit that was fetched last.")
    changes: Any = models.JSONField(default=list, help_text="What bringing it in would do, a sentence each.")
    problems: Any = models.JSONField(default=list, help_text="What keeps parts of it out, each with file and line.")

    class Meta:
        ordering = ("title", "uid")

    def __str__(self) -> str:
        return self.title or self.uid

    @property
    def is_under_way(self) -> bool:
        return self.state in (CourseState.FETCHING, CourseState.APPLYING)

    @property
    def is_lost(self) -> bool:
        """Whether the worker that had it must have died."""
        return self.is_under_way and self.asked_at < timezone.now() - LOST_AFTER

    @property
    def is_busy(self) -> bool:
        return self.is_under_way and not self.is_lost


class CourseExercise(models.Model):
    """An exercise that came with a course. One that leaves the course is no longer offered."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="exercises")
    exercise = models.OneToOneField(Exercise, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=16, help_text="Of the version that was brought in last.")

    def __str__(self) -> str:
        return f"{self.exercise_id} of {self.course_id}"
