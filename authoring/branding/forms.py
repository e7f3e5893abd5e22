"""The form for how the site presents itself."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from branding.colors import DARK, HEX, LIGHT, MIN_CONTRAST, Theme, lowest_contrast
from branding.models import SiteBranding
from branding.png import MAX_BYTES, TOO_LARGE, read_png
from lib.errors import RefusedError


class BrandingForm(forms.ModelForm[SiteBranding]):
    logo = forms.FileField(
        required=False,
        label="Logo",
        help_text="A PNG file with at most 100 kB. It’s shown before the name.",
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )
    has_no_logo = forms.BooleanField(required=False, label="Remove the logo")

    class Meta:
        model = SiteBranding
        fields = ("name", "tagline", "example_line", "light_accent", "dark_accent")
        labels = {
            "tagline": "What it offers to visitors",
            "example_line": "Example for the study log",
            "light_accent": "Accent color in the light theme",
            "dark_accent": "Accent color in the dark theme",
        }
        help_texts = {
            "name": "In the header, in titles, mails and badges.",
            "tagline": "The front page’s heading. Leave it empty to use the first roadmap’s title.",
            "example_line": (
                "A duration and what it was for, such as “45m reading joins”. "
                "Leave it empty to use a topic of the roadmap."
            ),
            "light_accent": "Such as #8a4b00. Leave both colors empty for ours.",
            "dark_accent": "Such as #f0a64b.",
        }

    field_order = ("name", "tagline", "example_line", "logo", "has_no_logo", "light_accent", "dark_accent")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance.logo:
            del self.fields["has_no_logo"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())  # a mail's subject is one line

    def clean_light_accent(self) -> str:
        return _readable(self.cleaned_data["light_accent"], LIGHT, "darker")

    def clean_dark_accent(self) -> str:
        return _readable(self.cleaned_data["dark_accent"], DARK, "lighter")

    def clean_logo(self) -> bytes | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if file is None:
            return None
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        try:
            return read_png(file.read())
        except RefusedError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        light, dark = data.get("light_accent"), data.get("dark_accent")
        if bool(light) != bool(dark) and not self.errors:
            self.add_error("dark_accent" if light else "light_accent", "Fill in both colors, or neither.")
        return data

    def save(self, commit: bool = True) -> SiteBranding:
        if self.cleaned_data["logo"]:
            self.instance.logo = self.cleaned_data["logo"]
        elif self.cleaned_data.get("has_no_logo"):
            self.instance.logo = b""
        return super().save(commit)


def _readable(text: str, theme: Theme, direction: str) -> str:
    """The color in lower case, if text in it can be read."""
    color = text.lower()
    if not color:
        return ""
    if not HEX.fullmatch(color):
        raise forms.ValidationError("Write a color as # and six digits, such as #8a4b00.")
    ratio = lowest_contrast(color, theme)
    if ratio < MIN_CONTRAST:
        raise forms.ValidationError(
            f"Its contrast with the page is {ratio:.1f} : 1, and text needs {MIN_CONTRAST} : 1. "
            f"Choose a {direction} color."
        )
    return color
