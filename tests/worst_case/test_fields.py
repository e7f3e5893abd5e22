"""No learner's request takes more than a second of processor time, whatever is sent: every field is fed its worst case.

What takes the square of its input's length holds a whole web process, and with it everybody's pages. An address that
takes something has a row in FORMS, INTERFACE or QUERIES in `addresses.py`, or the first tests here fail.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.models import User
from config.api.routes import router, urlpatterns
from exercises.models import Draft, Exercise, Submission
from progress.hours.models import StudyEntry
from tests.site import ROOT
from tests.test_pages import addresses
from tests.worst_case.addresses import FORMS, INTERFACE, QUERIES
from tests.worst_case.inputs import (
    DEEP,
    JSON,
    MUCH,
    SAMPLE_AND_ALL,
    SOURCE,
    TEXTS,
    Site,
    check,
    client_for,
    signed_in,
    some_of,
    texts,
)


@pytest.mark.usefixtures("roadmap")
def test_every_form_is_in_the_table(ada: User, client_of: Callable[[User], Client]) -> None:
    take_posts = set()
    for name, path in addresses(get_resolver()):
        if client_for("", ada, client_of).post(path).status_code != 405:
            take_posts.add(name)
    assert take_posts == set(FORMS)


def test_every_method_of_the_interface_is_in_the_table() -> None:
    methods = {
        (method, str(getattr(pattern, "name", "")))
        for pattern in router.urls
        for method in getattr(getattr(pattern, "callback", None), "actions", {})
        if method not in ("get", "head")
    }
    views = {
        (method, str(pattern.name))
        for pattern in urlpatterns
        for method in ("post", "put", "patch", "delete")
        if isinstance(pattern, URLPattern) and pattern.name and hasattr(vars(pattern.callback).get("cls"), method)
    }
    assert methods | views == set(INTERFACE)


def test_every_parameter_that_a_view_reads_is_in_the_table() -> None:
    read = re.compile(r"""\bGET(?:\.get(?:list)?\(|\[)["'](\w+)""")
    apps = (
        "accounts",
        "authoring",
        "branding",
        "cohorts",
        "curriculum",
        "exercises",
        "lti",
        "notices",
        "personal_data",
        "progress",
        "projects",
        "proof",
        "config",
    )
    files = [path for app in apps for path in (ROOT / app).rglob("*.py") if "tests" not in path.relative_to(ROOT).parts]
    names = {name for path in files for name in read.findall(path.read_text(encoding="utf-8"))}
    assert names
    assert names <= {name for fields in QUERIES.values() for name in fields}


@pytest.mark.parametrize("app", sorted({name.partition(":")[0].partition("_")[0] for name in FORMS}))
@SAMPLE_AND_ALL
def test_no_form_takes_long(app: str, share: int, site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    signed_in(ada, client_of)
    for name, form in FORMS.items():
        if not form.path or name.partition(":")[0].partition("_")[0] != app:
            continue
        client, path = client_for(name, ada, client_of), form.path.format(**vars(site))
        check(client, "POST", path, "nothing")
        for field in form.fields:
            others = "".join(f"&{key}={quote(value)}" for key, value in (form.others or {}).items() if key != field)
            for text in some_of(texts(field, path), share, name, field):
                body = f"{field}={quote_plus(text)}"[:MUCH] + others
                check(client, "POST", path, f"{field}: {text[:20]!r}, {len(text)}", body.encode())
            _tidy(site)


def _tidy(site: Site) -> None:
    """Delete what was saved, because a daily limit or a rate limit would hide the rest."""
    StudyEntry.objects.exclude(uid=site.entry).delete()
    Submission.objects.waiting().delete()


@pytest.mark.parametrize("resource", sorted({name.partition("-")[0] for _, name in INTERFACE}))
@SAMPLE_AND_ALL
def test_no_call_of_the_interface_takes_long(
    resource: str, share: int, site: Site, ada: User, client_of: Callable[[User], Client]
) -> None:
    client = signed_in(ada, client_of)
    for (method, name), form in INTERFACE.items():
        if name.partition("-")[0] != resource:
            continue
        path = form.path.format(**vars(site))
        check(client, method.upper(), path, "deep", DEEP.encode(), JSON)
        for field in form.fields:
            others: dict[str, Any] = {key: value for key, value in (form.others or {}).items() if key != field}
            bodies = [json.dumps(others | {field: text}, ensure_ascii=False) for text in texts(field, path)]
            bodies.append(json.dumps(others)[:-1] + f'{", " if others else ""}"{field}": {"9" * 1_000_000}}}')
            bodies += [json.dumps(others | {field: [[]] * 120_000}), f'{{"{field}": {DEEP}']
            for body in some_of(bodies, share, method, name, field):
                check(client, method.upper(), path, f"{field}: {body[:60]}, {len(body)}", body.encode(), JSON)
            _tidy(site)


@SAMPLE_AND_ALL
def test_no_address_takes_long(share: int, site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client = signed_in(ada, client_of)
    for template, fields in QUERIES.items():
        path = template.format(**vars(site))
        client.get(path)
        for field in fields:
            for text in some_of((text for text in texts(field, path) if len(text) <= SOURCE), share, template, field):
                check(client, "GET", f"{path}?{field}={quote_plus(text)}", f"{field}: {text[:20]!r}, {len(text)}")
            check(client, "GET", f"{path}?{field}={'9' * SOURCE}", f"{field}: digits")
        check(client, "GET", f"{path}?{'a=1&' * 16_000}", "many parameters")
        check(client, "GET", path, "itself")


def test_no_path_takes_long(site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client = signed_in(ada, client_of)
    for path in ("/exercises/{}/", "/roadmap/topics/{}/", "/roadmap/phases/{}/", "/plan/feed/{}.ics", "/{}"):
        for text in texts("source", path):
            check(client, "GET", path.format(quote(text[:SOURCE])), text[:20])


def test_no_page_is_slow_with_the_largest_stored_values(
    site: Site, ada: User, client_of: Callable[[User], Client], run: Callable[..., Submission]
) -> None:
    """The longest text of each kind, on each page that shows it."""
    client, exercise = signed_in(ada, client_of), Exercise.objects.get(slug=site.exercise)
    for beginning, repeated in TEXTS.values():
        source = (beginning + repeated * SOURCE)[:SOURCE]
        submission = run(exercise, ada, source=source, output=source[:4_000], message=source[:2_000])
        Draft.objects.update(source=source)
        for path in ("", "solutions/", "compare/", "submissions/", f"submissions/{submission.uid}/"):
            check(client, "GET", f"/exercises/{exercise.slug}/{path}", f"{path}: {repeated}")
        check(client, "GET", "/review/", repeated)
