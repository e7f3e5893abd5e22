"""A school gives the site its own name, words, logo and colors in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from branding.models import DEFAULT_NAME
from branding.queries import branding, read_branding
from branding.tests.pictures import PNG
from progress.roadmap.roadmaps import curriculum_of

URL = "/authoring/site/"
NAME = "Query & Join"


@pytest.fixture
def client(grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def save(client: Client, **values: Any) -> Any:
    """Send the page's form as a browser does. Its answer, after the redirect."""
    form = client.get(URL).context["form"]
    fields = {name: form[name].value() for name in form.fields if name not in ("logo", "has_no_logo")}
    return client.post(URL, {**fields, **values}, follow=True)


def errors_of(answer: Any) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = answer.context["form"].errors
    return errors


def test_the_site_has_our_name_at_first(client: Client, roadmap: None) -> None:
    assert f" · {DEFAULT_NAME}</title>" in Client().get("/about/").text
    assert branding().stylesheet_url == branding().logo_url == ""


def test_a_name_of_its_own_is_everywhere(client: Client, roadmap: None) -> None:
    save(client, name=f" {NAME} ")
    for page in ("/", "/about/", reverse("account_login")):
        html = Client().get(page).text
        assert "Query &amp; Join</title>" in html, page
        assert "Query &amp; Join\n      </a>" in html, page
    assert "Query &amp; Join</title>" in Client().get("/offline/").text
    assert Client().get(reverse("manifest")).json()["name"] == NAME
    assert f'og:site_name" content="{NAME}"'.replace("&", "&amp;") in Client().get("/").text


def test_mails_say_the_name(client: Client, ada: User, settings: LazySettings) -> None:
    settings.EMAIL_URL = "smtp://localhost"  # pytest keeps what is sent
    save(client, name=NAME)
    Client().post(reverse("account_reset_password"), {"email": ada.email})
    assert mail.outbox[0].subject.endswith(f" {NAME}")
    assert f"{NAME}, " in mail.outbox[0].body


def test_visitors_read_the_site_s_own_words(client: Client, roadmap: None) -> None:
    save(client, tagline="Learn databases by building one", example_line="45m reading joins")
    page = Client().get("/").text
    assert "<h1>Learn databases by building one</h1>" in page
    assert "45m reading joins" in page
    assert 'placeholder="45m reading joins"' in client.get("/hours/").text


def test_an_empty_example_is_about_a_topic_of_the_roadmap(client: Client, roadmap: None) -> None:
    assert client.get(URL).context["form"]["example_line"].value() == ""
    example = f"1h30 reading {curriculum_of(None).example_topic}"
    assert example in Client().get("/").text
    save(client, example_line="45m reading joins")
    assert example not in Client().get("/").text
    save(client, example_line="")
    assert example in Client().get("/").text


def test_colors_that_can_be_read_are_served_for_ever(client: Client) -> None:
    save(client, light_accent="#005A9C", dark_accent="#7cc0ff")
    url = branding().stylesheet_url
    assert f'href="{url}"' in Client().get("/about/").text
    answer = Client().get(url)
    assert "--route: light-dark(#005a9c, #7cc0ff)" in answer.text
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    save(client, light_accent="#005a9c", dark_accent="#9cd0ff")
    assert Client().get(url).status_code == 404
    assert branding().stylesheet_url != url


@pytest.mark.parametrize(
    ("field", "light", "dark", "figure"),
    [
        ("light_accent", "#f0a64b", "#f0a64b", "1.8 : 1"),
        ("dark_accent", "#005a9c", "#005a9c", "2.2 : 1"),
        ("light_accent", "red", "#f0a64b", "#8a4b00"),
        ("dark_accent", "#005a9c", "", ""),
        ("light_accent", "#005a9c;}", "#f0a64b", ""),
    ],
)
def test_a_color_that_can_t_be_read_is_refused_with_its_contrast(
    client: Client, field: str, light: str, dark: str, figure: str
) -> None:
    errors = errors_of(save(client, light_accent=light, dark_accent=dark))
    assert figure in errors[field][0]
    assert read_branding().light_accent == ""


def test_a_logo_is_served_as_a_picture_from_our_own_path(client: Client) -> None:
    save(client, logo=SimpleUploadedFile("logo.png", PNG + b"<script>"))
    url = branding().logo_url
    assert f'src="{url}"' in Client().get("/about/").text
    answer = Client().get(url)
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    save(client, name=NAME)
    assert branding().logo_url == url
    save(client, has_no_logo="on")
    assert branding().logo_url == ""
    assert Client().get(url).status_code == 404


def test_a_logo_that_isn_t_a_png_is_refused(client: Client) -> None:
    svg = SimpleUploadedFile("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    assert errors_of(save(client, logo=svg))["logo"]
    assert not read_branding().logo


def test_a_process_that_knows_the_old_look_serves_the_new_one(client: Client) -> None:
    old = branding()
    save(client, light_accent="#005a9c", dark_accent="#7cc0ff")
    url = branding().stylesheet_url
    branding.put(old, seconds=60)
    assert Client().get(url).status_code == 200


def test_a_page_costs_no_query_for_it(client: Client, django_assert_num_queries: Any) -> None:
    save(client, name=NAME)
    with django_assert_num_queries(0):
        assert NAME.replace("&", "&amp;") in Client().get("/offline/").text


def test_the_example_of_the_log_names_a_topic_of_the_roadmap(client: Client, roadmap: None) -> None:
    assert 'placeholder="1h30 reading python"' in client.get("/hours/").text
    assert "1h30 reading python" in Client().get("/about/").text
    topic = client.get(reverse("progress:topic_detail", args=["transformers"])).text
    assert 'placeholder="1h30 reading"' in topic


def test_a_site_without_a_roadmap_has_an_example_too(client: Client) -> None:
    assert "1h30 reading" in Client().get("/about/").text
