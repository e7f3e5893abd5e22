"""Forms for the evidence of a learner, and the decision of a mentor."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cohorts.sign_offs.files import FILE_TYPES, MAX_FILE_BYTES, SUFFIXES_TEXT, EvidenceError, read_file
from cohorts.sign_offs.models import OUTCOMES, SignOff, SignOffDecision
from cohorts.threads.forms import ReadersForm
from lib.pages.form_fields import MarkdownFormField, UidField

NO_DECIDER = "Choose which cohort’s mentors should decide."
CHOOSE_AGAIN = "Your browser doesn’t send “{}” again by itself. Choose it again."


class EvidenceForm(ReadersForm):
    """Text, a link or a file, or several of them. It has a ``uid`` from the start, so sending it twice asks once."""

    readers_label = "Whose mentors should decide?"
    no_readers = NO_DECIDER

    text = MarkdownFormField(max_characters=SignOff.MAX_CHARS, noun="this text")
    link = forms.URLField(
        label="Link", required=False, max_length=SignOff.MAX_LINK_CHARS, assume_scheme="https",
        help_text="Such as a repository, a video or a document that your mentor may open.",
    )  # fmt: skip
    file = forms.FileField(
        label="File", required=False, widget=forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)}),
        help_text=f"{SUFFIXES_TEXT}, at most {MAX_FILE_BYTES // 2**20} MiB.",
    )  # fmt: skip
    uid = UidField()

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not link.lower().startswith(("http://", "https://")):
            raise forms.ValidationError("Enter a link that begins with https:// or http://.")
        return link

    def clean_file(self) -> tuple[str, bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        try:
            return read_file(file) if file else None
        except EvidenceError as error:
            raise forms.ValidationError(str(error)) from None

    def ask_for_file_again(self) -> None:
        """Say that the file has to be chosen again, where the form is shown again for another reason."""
        file = self.files.get("file")
        if file and "file" not in self.errors:
            self.add_error("file", CHOOSE_AGAIN.format(file.name))


class DecisionForm(forms.Form):
    """``base`` is the version that the mentor read."""

    outcome = forms.ChoiceField(choices=OUTCOMES)
    text = MarkdownFormField(max_characters=SignOffDecision.MAX_CHARS, noun="this text")
    base = forms.CharField(required=False)
