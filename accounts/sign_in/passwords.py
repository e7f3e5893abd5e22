"""Passwords made of words that anybody would guess here: the site's name, and the person's own name and address."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

MIN_WORD_CHARS = 3
MIN_OTHER_CHARS = 6
PRODUCT = "descent"
TOO_EASY = (
    "This password is too easy to guess: apart from “{word}”, it has only {count} characters. Choose another one."
)
_WORD = re.compile(rf"[^\W_]{{{MIN_WORD_CHARS},}}")


class ContextWordsValidator:
    """Needs six characters besides these words, so that a sentence about gradient descent remains a password."""

    def validate(self, password: str, user: Any = None) -> None:
        rest, first = password.casefold(), ""
        for word in sorted({*_words_of_site(), *_words_of(user)}, key=len, reverse=True):
            if word in rest:
                rest, first = rest.replace(word, ""), first or word
        if first and len(rest) < MIN_OTHER_CHARS:
            raise ValidationError(TOO_EASY.format(word=first, count=len(rest)), code="password_of_context_words")

    def get_help_text(self) -> str:
        return "Your password can’t be made of this site’s name, your name or your address."


def _words_of_site() -> Iterator[str]:
    yield PRODUCT
    host = urlsplit(settings.SITE_ROOT).hostname or ""
    yield from _words(host.rpartition(".")[0] if not host.replace(".", "").isdigit() else "")


def _words_of(user: Any) -> Iterator[str]:
    yield from _words(getattr(user, "name", "") or "")
    yield from _words((getattr(user, "email", "") or "").rpartition(".")[0])


def _words(text: str) -> Iterator[str]:
    yield from _WORD.findall(text.casefold())
