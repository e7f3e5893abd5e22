"""Cached HTML is never edited: a roadmap's texts may say anything, and what is a reader's own is in no cache."""

from collections.abc import Callable, Hashable

import pytest
from django.db import models
from django.test import Client
from django.utils.html import escape
from django.utils.safestring import SafeString

from accounts.models import User
from curriculum.models import Node, Subtopic, Topic
from curriculum.models.version import versioned_models
from lib.cache import FragmentCache
from progress.notes.actions import save_note

ClientOf = Callable[[User], Client]
TOPIC = "/roadmap/topics/transformers/"
PAGES = (
    "/", "/roadmap/", "/roadmap/phases/3/", TOPIC, "/roadmap/topics/linear-algebra/", "/checkpoints/",
    "/checkpoints/phase-3-checkpoint/", "/exercises/",
)  # fmt: skip
LEARNER_PAGES = (*PAGES, "/hours/", "/plan/")
ODD_TEXTS = (
    "NOTE-OF-THE-READER-999999. TOKEN-OF-THE-READER",  # the placeholders that cached parts once had
    "{% csrf_token %}{{ user.email }}{# hidden #}",
    "<!-- --><b title='\"'>&amp;</form></li>",
    r"csrfmiddlewaretoken \1 \g<0> %s {0} $1",
)
pytestmark = pytest.mark.usefixtures("roadmap")


def write_everywhere(text: str) -> None:
    """Make this the title and every other text of everything in the roadmap."""
    for model in versioned_models():
        if issubclass(model, Node):
            texts = (field for field in model._meta.fields if is_text(field))
            values = {field.name: text[: field.max_length] for field in texts}
            html = {name: f"<p>{escape(text)}</p>" for name in values if name.endswith("_html")}
            model._default_manager.all().update(**values | html)


def is_text(field: "models.Field[object, object]") -> bool:
    is_free = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.URLField)
    return is_free and not field.unique and not field.choices and field.name not in {"loaded_digest", "number"}


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_a_page_shows_whatever_the_roadmap_says(text: str, ada: User, client_of: ClientOf) -> None:
    write_everywhere(text)
    learner = client_of(ada)
    for client, pages in ((Client(), PAGES), (learner, LEARNER_PAGES), (learner, LEARNER_PAGES)):
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert escape(text[:40]) in answer.text, page


def test_every_cached_fragment_is_in_its_page_as_it_is(
    ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    fragments: list[SafeString] = []
    get = FragmentCache.get

    def record(self: FragmentCache, key: Hashable, render: Callable[[], str]) -> SafeString:
        fragments.append(get(self, key, render))
        return fragments[-1]

    monkeypatch.setattr(FragmentCache, "get", record)
    for client, pages in ((Client(), PAGES), (client_of(ada), LEARNER_PAGES)):
        for page in pages:
            fragments.clear()
            text = client.get(page).text
            assert [fragment for fragment in fragments if fragment not in text] == [], page


def test_a_note_is_in_no_cached_fragment(
    ada: User, carl: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Subtopic.objects.filter(topic__uid="transformers", parent__isnull=False)[0]
    for of, text in ((part, "Ask about the *norm*"), (Topic.objects.get(uid="transformers"), "Read again")):
        save_note(learner=ada, of=of, text=text, base="")
    for learner, count in ((ada, 2), (carl, 0), (ada, 2)):
        page = client_of(learner).get(TOPIC).text
        assert page.count("Your note of") == page.count("<em>norm</em>") + page.count("Read again") == count
    save_note(learner=ada, of=part, text="Clear by now", base=ada.notes.get(subtopic=part).version)
    page = client_of(ada).get(TOPIC).text
    assert "Clear by now" in page
    assert "<em>norm</em>" not in page
