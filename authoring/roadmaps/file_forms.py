"""A form for a file with a roadmap."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms

from authoring.versions.models import MAX_NOTE_CHARS
from curriculum.documents.document import ContentError
from curriculum.imports import read_source
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline

MAX_FILE_BYTES = 8 * 2**20
SUFFIXES = (".zip", ".md", ".txt", ".json")


def roadmap_file_field(**options: Any) -> forms.FileField:
    return forms.FileField(
        label="File",
        help_text="An archive that you exported and edited, Markdown, a plain outline or JSON. At most 8 MiB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        **options,
    )


class ImportForm(forms.Form):
    """The cleaned ``file`` is a RoadmapOutline: what was read, and what wasn't understood."""

    file = roadmap_file_field()
    reason = forms.CharField(max_length=MAX_NOTE_CHARS, required=False, label="Why? (optional, for the history)")

    def clean_file(self) -> RoadmapOutline:
        upload: Any = self.cleaned_data["file"]
        suffix = Path(upload.name).suffix.lower()
        if suffix not in SUFFIXES:
            raise forms.ValidationError(f"Choose a file that ends in {', '.join(SUFFIXES)}.")
        if upload.size > MAX_FILE_BYTES:
            raise forms.ValidationError(f"This file has {upload.size / 2**20:.1f} MiB. The limit is 8 MiB.")
        return _read(upload, suffix)


def _read(upload: Any, suffix: str) -> RoadmapOutline:
    """Read the upload through a file, because an archive is read from one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roadmap{suffix}"
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        try:
            return read_source(path)
        except (OutlineError, ContentError) as error:
            raise forms.ValidationError(_without_folders(str(error))) from error


def _without_folders(message: str) -> str:
    """A path in our temporary folder tells the admin nothing; its last two parts do."""
    words = [str(Path(*Path(word).parts[-2:])) if word.startswith("/") else word for word in message.split(" ")]
    return " ".join(words)
