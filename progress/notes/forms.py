"""Notes in Markdown."""

from django import forms

from lib.pages.form_fields import MarkdownFormField
from progress.notes.models import Note


class NoteForm(forms.Form):
    """A note as typed; ``base`` names the version that it was made from."""

    text = MarkdownFormField(max_characters=Note.MAX_CHARACTERS, noun="a note")
    base = forms.CharField(required=False)
