"""Rules for a person's name, for every page, form, script and archive that sets one."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

MAX_LETTERS = 60
MAX_MARKS_IN_A_ROW = 4  # Vietnamese and Tibetan need up to four; more climbs over the lines above

# Shown as nothing or as a blank, although Unicode counts them as letters, marks or symbols.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
LINK = re.compile(r"://|\bwww\.|@", re.IGNORECASE)

NO_LETTER = "Enter a name with at least one letter."
UNPRINTABLE = "This name contains an invisible character, such as a line break. Delete the name and type it again."
MARKS = "This name has too many accents on one letter. Remove some."
LEADING_MARK = "A name can’t begin with an accent on its own. Type a letter first."
ADDRESS = "A name can’t contain a web or email address. Remove it."


def normalize_name(name: str) -> str:
    """Compose characters (NFC), and put single ordinary spaces between words."""
    parts = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in name).split(" ")
    return unicodedata.normalize("NFC", " ".join(part for part in parts if part))


def validate_name(name: str) -> None:
    """Refuse what hides, reorders or breaks a line. The field itself checks the length."""
    categories = [unicodedata.category(letter) for letter in name]
    if INVISIBLE.search(name) or any(category[0] == "C" or category in ("Zl", "Zp") for category in categories):
        raise ValidationError(UNPRINTABLE, code="hidden")
    if not any(category[0] == "L" for category in categories):
        raise ValidationError(NO_LETTER, code="no_letter")
    if categories[0][0] == "M":  # it would stand on whatever is written before the name
        raise ValidationError(LEADING_MARK, code="leading_mark")
    if "M" * (MAX_MARKS_IN_A_ROW + 1) in "".join(category[0] for category in categories):
        raise ValidationError(MARKS, code="marks")
    if LINK.search(name):
        raise ValidationError(ADDRESS, code="address")


class NameFormField(forms.CharField):
    """Normalizes before it validates, so that a person's keyboard doesn't decide whether their name fits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LETTERS)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalize_name(str(super().to_python(value)))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            validate_name(value)


class NameField(models.CharField[str, str]):
    """A person's name. Whatever is saved has been normalized; whatever is cleaned has been validated too."""

    default_validators = [validate_name]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LETTERS)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return normalize_name(text) if isinstance(text, str) else text

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"form_class": NameFormField} | kwargs)
