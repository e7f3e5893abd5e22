"""The form for a new roadmap."""

from django import forms

from authoring.drafts.problems import MAX_TITLE_CHARS


class AddRoadmapForm(forms.Form):
    """An empty roadmap."""

    title = forms.CharField(max_length=MAX_TITLE_CHARS)
