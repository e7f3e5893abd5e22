"""The form for a new roadmap."""

from typing import Any

from django import forms

from authoring.drafts.problems import MAX_TITLE_CHARS
from authoring.roadmaps.file_forms import ImportForm, roadmap_file_field
from curriculum.documents.document import Document


class AddRoadmapForm(ImportForm):
    """An empty roadmap with a title, or one from a file. ``document`` gives it after validation."""

    title = forms.CharField(max_length=MAX_TITLE_CHARS, required=False, help_text="Leave it empty to use the file’s.")
    field_order = ("title", "file")

    file = roadmap_file_field(required=False)
    reason = None  # type: ignore[assignment]  # Django takes the field away

    def clean_file(self) -> Any:
        return super().clean_file() if self.cleaned_data.get("file") else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("title") and not data.get("file"):
            self.add_error("title", "Enter a title, or choose a file.")
        return data

    @property
    def document(self) -> Document | None:
        """Return the document read from the file, with the title of the form if it has one."""
        outline, title = self.cleaned_data["file"], self.cleaned_data["title"]
        if outline is None:
            return None
        document: Document = outline.document
        return document.with_values(title=title) if title else document
