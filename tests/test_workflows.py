"""GitHub's workflows, forms and Dependabot: what can be said of them without GitHub."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTIONS = sorted((GITHUB / "actions").glob("*/action.yml"))
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
TIERS = {"check", "docs", "check-editor", "test-quick", "test", "test-services", "test-kernels", "requirement-files",
         "compose-drill"}  # fmt: skip
PINNED = re.compile(r"[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})")
WRITES = {("dependencies.yml", "proposal")}  # it opens a pull request


def content_of(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in content_of(path)["jobs"].items():
            yield path.name, name, job


def all_steps() -> Iterator[dict[str, Any]]:
    for _, _, job in jobs():
        yield from job["steps"]
    for path in ACTIONS:
        yield from content_of(path)["runs"]["steps"]


def made_targets() -> set[str]:
    calls = [call for step in all_steps() for call in re.findall(r"\bmake ([^\n&|;`\\]*)", step.get("run", ""))]
    return {word for call in calls for word in call.split() if re.fullmatch(r"[a-z][a-z-]*", word)}


def test_the_workflows_call_targets_that_exist_and_every_tier() -> None:
    assert made_targets() <= TARGETS
    assert made_targets() >= TIERS


def test_every_script_and_local_action_exists() -> None:
    scripts = [match for step in all_steps() for match in re.findall(r"(?:^|\s)(\.ci/\S+)", step.get("run", ""))]
    actions = [f"{step['uses']}/action.yml" for step in all_steps() if step.get("uses", "").startswith("./")]
    assert scripts
    assert actions
    assert [path for path in scripts + actions if not (ROOT / path).is_file()] == []


def test_other_peoples_actions_have_a_version() -> None:
    used = {step["uses"] for step in all_steps() if "uses" in step and not step["uses"].startswith("./")}
    assert [name for name in used if not PINNED.fullmatch(name)] == []
    assert {name.partition("/")[0] for name in used} == {"actions"}  # GitHub's own


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read(path: Path) -> None:
    assert content_of(path)["permissions"] == {"contents": "read"}


def test_a_job_writes_only_if_it_must_and_ends_in_time() -> None:
    assert {(file, name) for file, name, job in jobs() if "permissions" in job} == WRITES
    assert [name for _, name, job in jobs() if not job.get("timeout-minutes")] == []


def test_only_a_job_that_writes_keeps_the_token() -> None:
    for file, name, job in jobs():
        checkout = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@"))
        keeps = checkout.get("with", {}).get("persist-credentials", True)
        assert keeps == ((file, name) in WRITES), name


def test_no_expression_puts_a_strangers_words_into_a_shell() -> None:
    assert [step["run"] for step in all_steps() if "${{" in step.get("run", "")] == []


def test_the_services_are_those_of_the_compose_file() -> None:
    services = content_of(GITHUB / "workflows" / "tests.yml")["jobs"]["services"]["services"]
    compose = content_of(ROOT / "docker-compose.yml")["services"]
    assert {name: service["image"] for name, service in services.items()} == {
        name: compose[name]["image"] for name in ("postgres", "redis")
    }


def test_dependabot_looks_where_something_is() -> None:
    files = {"npm": "package-lock.json", "docker": "Dockerfile", "docker-compose": "docker-compose.yml"}
    for update in content_of(GITHUB / "dependabot.yml")["updates"]:
        if update["package-ecosystem"] == "github-actions":
            assert {path.parent.relative_to(ROOT).as_posix() for path in ACTIONS} <= {
                folder.strip("/") for folder in update["directories"]
            }
        else:
            assert (ROOT / update["directory"].strip("/") / files[update["package-ecosystem"]]).is_file()


@pytest.mark.parametrize("path", sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda path: path.stem)
def test_a_form_asks_each_thing_once(path: Path) -> None:
    form = content_of(path)
    assert {"name", "description", "body"} <= form.keys()
    ids = [field["id"] for field in form["body"]]
    assert len(ids) == len(set(ids))
    assert all(field["attributes"]["label"] for field in form["body"])


def test_the_editors_lock_file_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
