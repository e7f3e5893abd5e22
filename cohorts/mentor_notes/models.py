"""Notes of a cohort's mentors about a learner, for themselves."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort
from lib.model_fields import RenderedNoteField, version_of


class MentorNoteQuerySet(models.QuerySet["MentorNote"]):
    def about(self, learner: User, cohort: Cohort) -> Self:
        """Select the one note about a learner. No page shows it to them, even if they are an admin: it is in their
        archive.
        """
        return self.filter(learner=learner, cohort=cohort).select_related("writer")


class MentorNote(models.Model):
    """A text that the leads and mentors of a cohort share about one learner."""

    MAX_CHARS = 4_000

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="mentor_notes")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_notes")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who changed it last; nobody any more when they have deleted their account.",
    )  # fmt: skip
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[MentorNoteQuerySet] = MentorNoteQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "learner"], name="one_mentor_note_for_each_learner")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def version(self) -> str:
        return version_of(self.text)
