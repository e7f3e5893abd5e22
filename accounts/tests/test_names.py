"""Names contain no invisible characters, no direction marks and no markup."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.names import normalize_name, validate_name

HIDDEN = {
    "zero width": "Ada\u200b",
    "only zero width": "\u200b",
    "joiner": "Ad\u200da",
    "right to left": "\u202eBrandt Ada",
    "isolate": "\u2067Ada",
    "new lines": "Ada Brandt\n\nVisit https://evil.test now",
    "carriage return": "Ada\rBcc: x",
    "line separator": "Ada\u2028Brandt",
    "private use": "Ada\ue000",
    "tag": "Ada\U000e0041",
    "filler that counts as a letter": "\u3164",
    "braille blank": "\u2800Ada",
    "variation selector": "Ada\ufe0f",
}
REFUSED = {
    **HIDDEN,
    "too long": "A" * 61,
    "no letter": "—  7",
    "an address": "Ada (emil@example.org)",
    "leading mark": "\u0301Ada",
    "marks": "z" + "\u0335" * 9,
}
FINE = [
    "Ada",
    "José",
    "Nguyễn Văn Ánh",
    "李小龙",
    "محمد",
    "Ιωάννα",
    "O’Neill-Smith",
    "J. R. R. Tolkien",
    "A" * 60,
    "Zoë 2",
    "דוד",
]


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_sign_up_settings_and_the_admin_refuse_it(
    name: str, ada: User, grace: User, client_of: Callable[[User], Client]
) -> None:
    signup = {"name": name, "email": "nora@example.org", "password1": "a long enough password"}
    assert Client().post("/accounts/signup/", signup).status_code == 200
    assert not User.objects.filter(email="nora@example.org").exists()

    client_of(ada).post("/account/settings/", {"name": name, "background": "refresher", "time_zone": "UTC"})
    edited = {"name": name, "email": ada.email, "role": "learner", "time_zone": "UTC", "is_active": "on"}
    page = client_of(grace).post(f"/admin/accounts/user/{ada.pk}/change/", edited)
    assert page.status_code == 200
    ada.refresh_from_db()
    assert ada.name == "Ada"

    with pytest.raises(ValidationError):
        User(email="x@example.org", name=name, password="x").full_clean()


@pytest.mark.parametrize("name", FINE)
def test_names_of_many_scripts_are_fine(name: str) -> None:
    validate_name(normalize_name(name))


def test_a_saved_name_is_composed_and_has_single_spaces(ada: User, client_of: Callable[[User], Client]) -> None:
    typed = "  Jose\u0301 \u00a0 \u3000 Garci\u0301a "
    client_of(ada).post("/account/settings/", {"name": typed, "background": "refresher", "time_zone": "UTC"})
    ada.refresh_from_db()
    assert ada.name == "José García"


def test_staff_can_tell_two_people_of_one_name_apart_and_others_see_no_address(ada: User, carl: User) -> None:
    ada.name = carl.name = "Sam Hansen"
    assert str(ada) == str(carl) == "Sam Hansen"
    assert ada.label_for_staff == "Sam Hansen (ada@example.org)"
    assert ada.label_for_staff != carl.label_for_staff
    assert "@" not in str(User(email="x@example.org"))
