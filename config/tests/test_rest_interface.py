"""The REST interface as a whole: described without a doubt, bounded, and as many queries for one row as for many."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from accounts.models import User
from config.api.rest import NOT_A_NUMBER
from config.api.routes import NO_SUCH_ADDRESS
from exercises.models import CheckResult, Exercise, Submission, VerdictChoice
from progress.hours.models import StudyEntry
from tests.markup import squeeze

ClientOf = Callable[[User], Client]
V1 = "/api/v1/"
ONE_OF_EACH = {f"{V1}timer/", f"{V1}status/", f"{V1}plan/"}
LISTS = {  # the queries: the key, who has it in the same one; how many there are; this page of them; what belongs to it
    "exercises/": 5,
    "exercises/?topic=transformers&progress=open": 6,
    "exercises/?section=transformers": 5,
    "submissions/": 3,
    "submissions/?exercise=two-layer-backprop&verdict=passed&mode=submit": 4,
    "study-entries/": 3,
    "study-entries/?topic=neural-networks&kind=coding&since=2020-01-01": 4,
}
ONES = {
    "exercises/two-layer-backprop/": 5,
    "exercises/two-layer-backprop/hints/1/": 2,
    "exercises/two-layer-backprop/solutions/": 3,
    "exercises/two-layer-backprop/draft/": 3,
    "submissions/{run}/": 3,
    "study-entries/{entry}/": 2,
    "timer/": 2,
    "status/": 8,
    "plan/": 10,
    "reviews/": 5,
}


@pytest.fixture
def study(roadmap: None, ada: User, run: Callable[..., Submission]) -> Callable[[int], tuple[Submission, StudyEntry]]:
    """So many runs and entries of Ada's more; the last of each."""
    exercise = Exercise.objects.get(slug="two-layer-backprop")
    topic = exercise.topics.all()[0]

    def more(times: int) -> tuple[Submission, StudyEntry]:
        for _ in range(times):
            entry = StudyEntry.objects.create(
                learner=ada, topic=topic, kind="coding", minutes=5, day=ada.today, time_zone=ada.time_zone
            )
            last = run(exercise, ada)
            for order in range(times):
                CheckResult.objects.create(
                    submission=last, order=order, name="a", title="A", verdict=VerdictChoice.PASSED
                )
        return last, entry

    return more


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(V1 + address).status_code in (200, 404)
    return len(asked)


@pytest.mark.parametrize("address", [*LISTS, *ONES])
def test_the_number_of_queries_does_not_grow(
    ada: User, api_of: ClientOf, study: Callable[[int], tuple[Submission, StudyEntry]], address: str
) -> None:
    client, counts = api_of(ada), []
    client.get(V1 + "timer/")  # the key's first use is written down
    client.get(V1 + "status/")  # a process reads the curriculum once
    for times in (1, 20):
        last, entry = study(times)
        counts.append(queries(client, address.format(run=last.uid, entry=entry.uid)))
    assert counts == [(LISTS | ONES)[address]] * 2


def test_list_pages_are_bounded(roadmap: None, ada: User, api_of: ClientOf) -> None:
    StudyEntry.objects.bulk_create(
        StudyEntry(learner=ada, kind="coding", minutes=1, day=ada.today, time_zone="UTC") for _ in range(210)
    )
    client = api_of(ada)
    for query, rows in {"": 50, "?limit=200": 200, "?limit=100000": 200, "?limit=": 50, "?offset=205": 5}.items():
        assert len(client.get(f"{V1}study-entries/{query}").json()["results"]) == rows
    assert client.get(f"{V1}study-entries/?offset={10**30}").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("limit=abc", {"limit": [NOT_A_NUMBER.format(1, 200)]}),
        ("limit=0", {"limit": [NOT_A_NUMBER.format(1, 200)]}),
        ("limit=-1", {"limit": [NOT_A_NUMBER.format(1, 200)]}),
        ("limit=2.5", {"limit": [NOT_A_NUMBER.format(1, 200)]}),
        ("offset=abc", {"offset": [NOT_A_NUMBER.format(0, 50)]}),
        ("offset=-1", {"offset": [NOT_A_NUMBER.format(0, 50)]}),
        (f"offset={'9' * 5000}", {"offset": [NOT_A_NUMBER.format(0, 50)]}),
    ],
)
@pytest.mark.parametrize("address", ["exercises/", "submissions/", "study-entries/"])
def test_invalid_pages_are_rejected(
    ada: User, api_of: ClientOf, address: str, query: str, answer: dict[str, list[str]]
) -> None:
    refused = api_of(ada).get(f"{V1}{address}?{query}")
    assert (refused.status_code, refused.json()["errors"]) == (400, answer)


@pytest.mark.parametrize("format_name", ["yaml", "json"])
def test_the_schema_is_computed_once_for_everybody(
    ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    schema = Client().get(f"{V1}schema/?format={format_name}")
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    for renderer in SpectacularAPIView.renderer_classes:
        monkeypatch.setattr(renderer, "render", None)
    again = client_of(ada).get(f"{V1}schema/?format={format_name}&version=9&lang=de")
    assert again.content == schema.content
    assert again.headers["Content-Disposition"] == f'inline; filename="Descent.{format_name}"'


def test_the_schema_has_no_warnings(tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(file))
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert "apiToken" in described["components"]["securitySchemes"]
    asked = {parameter["name"] for parameter in described["paths"]["/api/v1/study-entries/"]["get"]["parameters"]}
    assert asked == {"since", "until", "topic", "kind", "source", "limit", "offset"}
    verbs = described["paths"]["/api/v1/timer/"]
    assert {verb: set(operation["responses"]) for verb, operation in verbs.items()} == {
        "get": {"200", "default"},
        "post": {"201", "400", "409", "default"},
        "delete": {"204", "default"},
    }


def test_the_root_leads_to_the_schema_the_docs_and_every_collection(roadmap: None, ada: User, api_of: ClientOf) -> None:
    root = Client(headers={"Authorization": "Token descent_revoked"}).get(V1)
    assert root.status_code == 200
    document = root.json()
    assert (document["version"], document["site_version"]) == ("1", settings.VERSION)
    urls = [document[name] for name in ("schema", "docs", "oauth", "status", "plan")] + list(
        document["collections"].values()
    )
    for url in urls:
        path = url.removeprefix(settings.SITE_ROOT.rstrip("/"))
        assert path.startswith("/")
        assert api_of(ada).get(path).status_code == 200
    paths = Client().get(f"{V1}schema/?format=json").json()["paths"]
    lists = {f"{V1}{name.replace('_', '-')}/" for name in document["collections"]}
    assert lists == {path for path, verbs in paths.items() if path.count("/") == 4 and "get" in verbs} - ONE_OF_EACH


def test_the_description_is_a_page_like_any_other(db: None) -> None:
    """With every address in it, for somebody who has no key yet, and without a script within the page."""
    page = squeeze(Client().get("/api/v1/docs/").text)
    for path, verbs in Client().get("/api/v1/schema/?format=json").json()["paths"].items():
        for verb in verbs:
            assert f"<code>{verb.upper()} {path}</code>" in page
    assert "<code>minutes</code>: a whole number. How much of it was study." in page
    assert "<code>exercise</code> (required): text." in page
    assert "or 409 with detail, ran, logged, likely." in page
    assert "; or 400 with" in page
    assert "results with uid, day, minutes, kind, topic" in page
    assert "row with title, source." in page
    assert page.count("<p>Your hours. Post a line") == 1
    assert "600 requests an hour" in page
    assert "<script>" not in page


@pytest.mark.parametrize("address", ["exercise/", "exercises", "exercises/matmul/hints/0/", "submissions"])
@pytest.mark.parametrize("verb", ["get", "post", "delete", "options"])
def test_unknown_addresses_answer_in_json(db: None, address: str, verb: str) -> None:
    answer = getattr(Client(), verb)(f"{V1}{address}")
    assert answer.status_code == 404
    assert answer.json()["detail"] == NO_SUCH_ADDRESS
