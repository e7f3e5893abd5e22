"""The files that pip installs are what `make lock` makes of the dependency groups: exact versions, with hashes."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site import ROOT

GROUPS = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
OF_CUDA = ("torch", "triton", "nvidia-", "cuda-")
WITH_CUDA = ("gpu", "triton")
PYTHONS = ("3.11", "3.12", "3.13")


def file_of(group: str) -> Path:
    return ROOT / "requirements.txt" if group == "site" else ROOT / "requirements" / f"{group}.txt"


@cache
def lines_of(group: str) -> list[str]:
    """The lines of a group's file without comments. One that goes on in the next is one line."""
    text = re.sub(r"\s*\\\n\s*", " ", file_of(group).read_text())
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def locked(group: str) -> list[Requirement]:
    return [Requirement(line.partition(" --hash")[0]) for line in lines_of(group)]


def asked(group: str) -> Iterator[Requirement]:
    for entry in GROUPS[group]:
        if isinstance(entry, str):
            yield Requirement(entry)
        else:
            yield from asked(entry["include-group"])


@pytest.mark.parametrize("group", GROUPS)
def test_every_line_is_an_exact_version_with_hashes(group: str) -> None:
    name = r"[a-zA-Z0-9._-]+==[\w.]+( ; [^;]+)?"
    assert [
        line for line in lines_of(group) if not re.fullmatch(rf"{name}( --hash=sha256:[0-9a-f]{{64}})+", line)
    ] == []


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("python", PYTHONS)
def test_a_file_has_what_its_group_asks_for(group: str, python: str) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.5", "sys_platform": "linux"}
    versions = {
        canonicalize_name(entry.name): next(iter(entry.specifier)).version
        for entry in locked(group)
        if not entry.marker or entry.marker.evaluate(environment)
    }
    for requirement in asked(group):
        name = canonicalize_name(requirement.name)
        if name != "torch" or group in WITH_CUDA:
            assert requirement.specifier.contains(versions[name]), f"run make lock: {requirement}"


def test_all_files_have_the_same_versions() -> None:
    found = defaultdict(set)
    for group in ("web", "runner", "site", "dev", "gpu", "triton"):
        for entry in locked(group):
            found[entry.name, str(entry.marker)].add(str(entry.specifier))
    assert {name: versions for name, versions in found.items() if len(versions) > 1} == {}


@pytest.mark.parametrize("group", [group for group in GROUPS if group not in WITH_CUDA])
def test_only_hosts_with_a_card_get_cuda(group: str) -> None:
    assert [entry.name for entry in locked(group) if entry.name.startswith(OF_CUDA)] == []


def test_the_builds_without_cuda_are_of_the_same_range() -> None:
    lines = [line for line in (ROOT / "requirements" / "cpu.txt").read_text().splitlines() if line[0] not in "#-"]
    assert lines == [entry for entry in GROUPS["runner"] if entry.startswith("torch")]
