"""A password isn't made of words that anybody would guess here."""

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.sign_in.passwords import TOO_EASY, ContextWordsValidator

ADA = User(email="lovelace@engine.example", name="Ada King")


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.SITE_ROOT = "https://lernhaus.example.org"


@pytest.mark.parametrize(
    "password",
    ["Descent2026!", "lernhaus-123", "descentdescent", "ADA-descent-7", "lovelace@engine.example", "KingKing12"],
)
def test_it_refuses_the_words_of_site_and_person(password: str) -> None:
    with pytest.raises(ValidationError):
        ContextWordsValidator().validate(password, ADA)


@pytest.mark.parametrize(
    "password",
    [
        "a long enough password",
        "gradient descent on a ridge",
        "descent-20267",
        "lovelace wrote notes",
        "пароль и слова",
    ],
)
def test_it_accepts_sentences_with_such_a_word(password: str) -> None:
    validate_password(password, ADA)


def test_a_site_without_a_name_has_no_words_of_its_own(settings: LazySettings) -> None:
    settings.SITE_ROOT = "http://192.168.100.200:8000"
    ContextWordsValidator().validate("192168100200")


def test_the_form_says_what_is_wrong(db: None) -> None:
    form = {"name": "Nora", "email": "nora@example.org", "password1": "descent-2026"}
    page = Client().post("/accounts/signup/", form).text
    assert TOO_EASY.format(word="descent", count=5).replace("“", "").split(":")[0] in page
    assert not User.objects.exists()
