"""Badges as pictures that hold their credential, and the cards of shared links."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openbadgeslib.ob3 import OB3Verifier

from accounts.models import User
from exercises.models import Exercise, Submission
from proof.actions import close_page, issue_badge, publish_page
from proof.linkedin import linkedin_url
from proof.models import Badge, EvidencePage
from proof.pictures.cards import ShareCard
from proof.pictures.text import Style, fit, is_known
from proof.tests.conftest import GATE
from proof.tests.verifier import verify


def fetch(url: str) -> str:
    """From the site itself."""
    return Client().get(url.removeprefix(settings.SITE_ROOT)).text


def did_document() -> dict[str, Any]:
    return dict(json.loads(fetch(f"{settings.SITE_ROOT}/.well-known/did.json")))


@pytest.fixture
def badge(ada: User, page: EvidencePage) -> Badge:
    return issue_badge(learner=ada, checkpoint=GATE)


@pytest.mark.parametrize(
    ("form", "extract"), [("png", OB3Verifier.extract_token_from_png), ("svg", OB3Verifier.extract_token_from_svg)]
)
def test_the_credential_in_a_picture_is_verified(
    form: str, extract: Callable[[bytes], str], page: EvidencePage, badge: Badge
) -> None:
    picture = Client().get(reverse("proof:badge", args=[page.token, badge.uid, form])).content
    assert verify(extract(picture), did_document(), fetch)["id"] == f"urn:uuid:{badge.uid}"


def test_the_ring_of_a_badge_is_as_long_as_its_share(page: EvidencePage, badge: Badge) -> None:
    text = Client().get(reverse("proof:badge", args=[page.token, badge.uid, "svg"])).text
    assert "2 of 27 exercises" in text
    length = re.search(r'stroke-dasharray="([\d.]+) 2000"', text)
    assert length
    assert float(length[1]) == pytest.approx(2 * 3.14159 * 176 * 2 / 27, abs=0.1)


def meta(path: str) -> dict[str, str]:
    text = Client().get(path).text
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text))


def test_a_shared_link_shows_a_card(page: EvidencePage, badge: Badge) -> None:
    exercise = Exercise.objects.get(slug="matmul")
    for path in ("/", reverse("progress:roadmap"), exercise.get_absolute_url(), page.get_absolute_url()):
        tags = meta(path)
        assert tags["description"] == tags["og:description"] != ""
        assert tags["og:image:alt"]
        assert tags["twitter:card"] == "summary_large_image"
        assert tags["og:image"].startswith(f"{settings.SITE_ROOT}/")
        answer = Client().get(tags["og:image"].removeprefix(settings.SITE_ROOT))
        assert answer["Content-Type"] == "image/png"
        width, height = (int.from_bytes(part) for part in (answer.content[16:20], answer.content[20:24]))
        assert (str(width), str(height)) == (tags["og:image:width"], tags["og:image:height"])


def test_the_front_page_names_the_site_once_in_its_title(roadmap: None) -> None:
    title = re.search(r"<title>(.*)</title>", Client().get("/").text)
    assert title
    assert title[1].count("Descent") == 1


def test_a_page_that_is_off_has_no_card(page: EvidencePage, ada: User) -> None:
    url = reverse("proof:evidence_card", args=[page.token])
    assert "no-store" in Client().get(url)["Cache-Control"]
    close_page(learner=ada)
    assert Client().get(url).status_code == 404


def test_a_card_escapes_and_cuts_what_people_typed() -> None:
    svg = ShareCard(over="<script>&", title="<b>" * 60, lead="x" * 4000).svg
    assert "<script>" not in svg
    assert "&lt;script&gt;&amp;" in svg
    assert "x" * 100 not in svg
    assert "…" in svg


def test_a_name_that_the_fonts_lack_is_left_out(ada: User, passes: list[Submission]) -> None:
    page = publish_page(learner=ada, name="王小明", is_listed=False, code_of=[])
    assert "王" not in meta(page.get_absolute_url())["og:image:alt"]
    assert is_known("Zoë Łukasz-Ørsted")


def test_text_ends_in_an_ellipsis_where_it_is_too_long() -> None:
    style = Style(size=20, css="soft")
    assert fit("one two three four", style, 100, 1) == ["one two …"]


def test_linkedin_gets_the_parameters_that_it_documents(page: EvidencePage, badge: Badge) -> None:
    values = {
        name: value for name, [value] in parse_qs(urlsplit(linkedin_url(badge, "https://example.org/e/")).query).items()
    }
    assert values["certId"] == str(badge.uid)
    assert values["certUrl"] == "https://example.org/e/"
    assert (values["issueYear"], values["issueMonth"]) == (str(badge.issued_at.year), str(badge.issued_at.month))
    assert values["organizationName"] == "Descent"
