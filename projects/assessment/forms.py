"""A mentor's assessment of a project."""

from __future__ import annotations

from django import forms

from lib.pages.form_fields import MarkdownFormField
from projects.forms import RubricForm
from projects.models import MentorDecision, ProjectReview


class AssessmentForm(RubricForm):
    """``base`` says what the mentor read."""

    outcome = forms.ChoiceField(choices=MentorDecision)
    text = MarkdownFormField(max_characters=ProjectReview.MAX_CHARS, noun="this text")
    base = forms.CharField(required=False)
