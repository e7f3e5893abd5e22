"""A peer's review of a project."""

from __future__ import annotations

from lib.pages.form_fields import MarkdownFormField
from projects.forms import RubricForm
from projects.models import ProjectReview


class PeerReviewForm(RubricForm):
    text = MarkdownFormField(max_characters=ProjectReview.MAX_CHARS, noun="a review")
