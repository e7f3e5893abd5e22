"""A form for a file with a roadmap: read it, say what lines are, choose where it goes."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms

from authoring.versions.models import MAX_NOTE_CHARS
from curriculum.documents.document import ContentError
from curriculum.imports import for_new_roadmap, for_roadmap, read_source
from curriculum.models import Roadmap
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.outline import RoadmapOutline, read_outline
from curriculum.outlines.rewriting import LINE_KINDS, rewrite
from lib.errors import RefusedError

MAX_FILE_BYTES = 8 * 2**20
MAX_EDITABLE_CHARS = 400_000  # in the form: a body without files may have 1.5 MiB
MAX_STEM = 50  # characters, which may have four bytes each: a file system takes 255 bytes
MAX_OFFERED_LINES = 100  # that became plain text, each with a choice of what it is
SUFFIXES = (".zip", ".md", ".txt", ".json")
LINE = "line-"


class ImportForm(forms.Form):
    """``outline`` is what was read, with the uids that it gets, and ``roadmap`` where it goes; None: a new roadmap."""

    file = forms.FileField(
        required=False,
        help_text="An archive that you exported and edited, Markdown, a plain outline or JSON. At most 8 MiB.",
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    source = forms.CharField(
        required=False, strip=False, max_length=MAX_EDITABLE_CHARS, label="Text of the file",
        help_text="Edit it here until each line is what you mean. Another file replaces it.",
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip
    into = forms.ModelChoiceField(
        queryset=Roadmap.objects.order_by("order", "pk"), to_field_name="uid", required=False, label="Import into",
        empty_label="a new roadmap",
    )  # fmt: skip
    reason = forms.CharField(max_length=MAX_NOTE_CHARS, required=False, label="Why? (optional, for the history)")

    outline: RoadmapOutline

    @property
    def roadmap(self) -> Roadmap | None:
        roadmap: Roadmap | None = self.cleaned_data["into"]
        return roadmap

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        field = "file" if data.get("file") else "source"
        try:
            outline = self._read_file() if data.get("file") else self._read_text()
            self.outline = for_roadmap(outline, roadmap) if (roadmap := data["into"]) else _as_new(outline)
        except (OutlineError, ContentError, RefusedError) as error:
            self.add_error(field, _without_folders(str(error)))
        return data

    def _read_file(self) -> RoadmapOutline:
        """Read the upload through a file, because an archive is read from one."""
        upload: Any = self.cleaned_data["file"]
        suffix = Path(upload.name).suffix.lower()
        if suffix not in SUFFIXES:
            raise OutlineError(f"Choose a file that ends in {', '.join(SUFFIXES)}.")
        if upload.size > MAX_FILE_BYTES:
            raise OutlineError(f"This file has {upload.size / 2**20:.1f} MiB. The limit is 8 MiB.")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{Path(upload.name).stem[:MAX_STEM] or 'roadmap'}{suffix}"
            with path.open("wb") as file:
                file.writelines(upload.chunks())
            return read_source(path)

    def _read_text(self) -> RoadmapOutline:
        text = self.cleaned_data["source"]
        if not text.strip():
            raise OutlineError("Choose a file, or write a roadmap into the field.")
        return read_outline(rewrite(text, _choices(self.data)).encode(), name=self.cleaned_data["name"])

    def next_form(self) -> "ImportForm":
        """Return a form with the text that was read, so that no file has to be chosen again."""
        upload = self.cleaned_data["file"]
        text = self.outline.source if len(self.outline.source) <= MAX_EDITABLE_CHARS else ""
        return ImportForm(
            initial={
                "source": text,
                "name": Path(upload.name).name[:200] if upload else self.cleaned_data["name"],
                "into": self.roadmap,
                "reason": self.cleaned_data["reason"],
            }
        )


def _as_new(outline: RoadmapOutline) -> RoadmapOutline:
    """Raises RefusedError for a title that is there already: a second click would make a second roadmap of the file."""
    title = outline.document.values["title"]
    if Roadmap.objects.filter(title=title).exists():
        raise RefusedError(f"There is a roadmap with the title “{title}” already. Import into it, or change the title.")
    return for_new_roadmap(outline)


def _choices(data: Mapping[str, Any]) -> dict[int, str]:
    """What the admin says that lines are, by their number."""
    return {
        int(name.removeprefix(LINE)): str(value)
        for name, value in data.items()
        if name.startswith(LINE) and name.removeprefix(LINE).isdecimal() and len(name) < 12 and value in LINE_KINDS
    }


def _without_folders(message: str) -> str:
    """A path in our temporary folder tells the admin nothing; its last two parts do."""
    words = [str(Path(*Path(word).parts[-2:])) if word.startswith("/") else word for word in message.split(" ")]
    return " ".join(words)
