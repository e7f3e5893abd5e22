"""How a site presents itself: its name, its words to visitors, its logo and its colors."""

import hashlib

from django.db import models
from django.urls import reverse

from branding.colors import accent_stylesheet

DEFAULT_NAME = "Descent"


class SiteBranding(models.Model):
    """One row, or none where the site looks as it came."""

    name = models.CharField(max_length=40, default=DEFAULT_NAME)
    tagline = models.CharField(max_length=120, blank=True, help_text="Empty: made from the first roadmap's title.")
    example_line = models.CharField(
        max_length=60, blank=True, help_text="Of the study log. Empty: about a topic of the roadmap."
    )
    light_accent = models.CharField(max_length=7, blank=True, help_text="#rrggbb; empty for ours.")
    dark_accent = models.CharField(max_length=7, blank=True, help_text="#rrggbb; empty for ours.")
    logo = models.BinaryField(blank=True, default=b"", help_text="A PNG file as `branding.png` leaves it.")

    THE_ROW = 1

    def __str__(self) -> str:
        return self.name

    @property
    def stylesheet(self) -> str:
        """CSS; empty where the colors are ours."""
        return accent_stylesheet(self.light_accent, self.dark_accent) if self.light_accent else ""

    @property
    def stylesheet_version(self) -> str:
        return _version(self.stylesheet.encode())

    @property
    def stylesheet_url(self) -> str:
        """Empty where there is none. It changes with the content, so browsers may store it for ever."""
        return reverse("branding:stylesheet", args=[self.stylesheet_version]) if self.light_accent else ""

    @property
    def logo_version(self) -> str:
        return _version(bytes(self.logo))

    @property
    def logo_url(self) -> str:
        """Empty where there is none."""
        return reverse("branding:logo", args=[self.logo_version]) if self.logo else ""


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
