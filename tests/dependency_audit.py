"""Ask an advisory service about every installed package: `make dependencies`.

It fails if a package has a known vulnerability, and also if one wasn't checked or the service didn't answer: pip-audit
alone calls that a success.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = ROOT / "var" / "audit" / "bin" / "pip-audit"
MAX_NAMES = 10
ALL_WELL = "{count} packages checked. No known vulnerabilities."
VULNERABLE = "{name} {version}: {ids}. {fix}"
FIXED_IN = "Fixed in {versions}."
NO_FIX = "No version fixes it yet."
UNCHECKED = "{count} of {total} packages weren’t checked: {names}."
NO_ANSWER = "The advisory service gave no answer: {error}"
WHAT_TO_DO = """\
Run this where https://pypi.org answers, because the service is PyPI's JSON API and a package index alone isn't enough.
Or name a service of the OSV API, such as a mirror of yours:
  make dependencies AUDIT="--vulnerability-service osv --osv-url https://osv.example.org/v1/query\""""


@dataclass(frozen=True)
class AuditOutcome:
    """What to print, and whether everything was checked and nothing was found."""

    text: str
    is_good: bool


def installed_packages() -> list[str]:
    """Exact requirements. A label such as +cpu, which names a build of torch, isn't known to any advisory."""
    rows = reversed([one for one in distributions() if not _is_ours(one)])  # of two, Python imports the first
    versions = {_normal(one.name): one.version.partition("+")[0] for one in rows}
    return [f"{name}=={version}" for name, version in sorted(versions.items())]


def _is_ours(distribution: Any) -> bool:
    """Whether it was installed from a folder, as `cli/` is."""
    return '"dir_info"' in (distribution.read_text("direct_url.json") or "")


def audit(packages: Sequence[str], options: Sequence[str]) -> AuditOutcome:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(packages))
        file.flush()
        command = [str(PIP_AUDIT), "--format", "json", "--progress-spinner", "off", "--disable-pip", "--no-deps"]
        result = subprocess.run([*command, *options, "-r", file.name], capture_output=True, text=True)
    return read_outcome(packages, result.stdout, result.stderr)


def read_outcome(packages: Sequence[str], output: str, errors: str) -> AuditOutcome:
    """``output``: pip-audit's JSON, or nothing if it stopped."""
    try:
        rows: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        lines = [line for line in errors.splitlines() if line.strip()] or ["no message"]
        return AuditOutcome(f"{NO_ANSWER.format(error=lines[-1].strip()[:500])}\n{WHAT_TO_DO}", is_good=False)
    checked = {_normal(row["name"]) for row in rows if "vulns" in row}
    unchecked = [package for package in packages if _normal(package.partition("==")[0]) not in checked]
    sentences = list(_vulnerabilities(rows))
    if unchecked:
        sentences += [_unchecked(unchecked, len(packages)), WHAT_TO_DO]
    if sentences or not packages:
        return AuditOutcome("\n".join(sentences), is_good=False)
    return AuditOutcome(ALL_WELL.format(count=len(packages)), is_good=True)


def _vulnerabilities(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        for one in row.get("vulns", []):
            versions = ", ".join(one["fix_versions"])
            yield VULNERABLE.format(
                name=row["name"],
                version=row["version"],
                ids=", ".join([one["id"], *one.get("aliases", [])]),
                fix=FIXED_IN.format(versions=versions) if versions else NO_FIX,
            )


def _unchecked(packages: Sequence[str], total: int) -> str:
    names = ", ".join(packages[:MAX_NAMES]) + (" and more" if len(packages) > MAX_NAMES else "")
    return UNCHECKED.format(count=len(packages), total=total, names=names)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def main(options: Sequence[str]) -> int:
    outcome = audit(installed_packages(), options)
    print(outcome.text)  # noqa: T201  it talks to a person
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
