from django import forms

from cohorts.models import Comment


class CommentForm(forms.Form):
    """A text as typed. ``uid`` names it from when the form was made, so that sending it twice writes it once."""

    text = forms.CharField(required=False, strip=False)
    uid = forms.UUIDField(required=False)

    def clean_text(self) -> str:
        """Browsers send CRLF, and count a line's end as one character."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if len(text) > Comment.MOST_CHARACTERS:
            most = f"{Comment.MOST_CHARACTERS:,}"
            raise forms.ValidationError(f"This has {len(text):,} characters; {most} is the most. Shorten it.")
        return text
