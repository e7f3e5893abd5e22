"""Scripts are modules; style sheets are readable files that production serves as one."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
IMPORTS = re.findall(r'@import "(.+)";', (ROOT / "static" / "css" / "descent.css").read_text(encoding="utf-8"))
STORAGES = {"staticfiles": {"BACKEND": "config.web.static_files.BundledStaticFilesStorage"}}

SEPARATE = (
    *("authoring.css", "calendar.css", "checkpoint.css", "cohorts.css", "editor.css", "exercise_list.css", "map.css"),
    *("explorables.css", "home.css", "plan.css", "roadmap.css", "stations.css", "topic.css", "trial.css"),
)
"""Loaded only by the pages that they are for."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files that production serves."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_the_style_sheet_imports_every_other_one() -> None:
    assert sorted([*IMPORTS, *SEPARATE, "descent.css"]) == [path.name for path in STYLES]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_has_one_declaration_a_line(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line for line in text.splitlines() if len(re.findall(r"[;{}]", line)) > 1] == []


def test_every_script_of_ours_is_a_module() -> None:
    tags = [
        tag
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"<script [^>]*static ['\"]js/[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert tags
    assert [tag for tag in tags if 'type="module"' not in tag] == []


def test_production_serves_one_style_sheet(served: Path) -> None:
    text = (served / "css" / "descent.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert "@media print" in text
    assert "--paper:light-dark" in text


def test_production_leaves_out_what_is_for_readers(served: Path) -> None:
    ours = [path for kind in ("css", "js") for path in (served / kind).glob(f"*.{kind}")]
    assert ours
    assert [
        path.name for path in ours if re.search(r"^\s*(//|/\*|\s)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ] == []


def test_production_hashes_the_imports_of_modules(served: Path) -> None:
    hashed = re.compile(r"\.[0-9a-f]{12}\.js$")
    scripts = [*(served / "js").glob("editor.*.js"), *(served / "vendor").glob("codemirror-vim.*.js")]
    imports = [
        (path.parent, name)
        for path in scripts
        if hashed.search(path.name)
        for name in re.findall(r'(?:from ?|import\()"(\.[^"]+)"', path.read_text(encoding="utf-8"))
    ]
    assert len(imports) >= 12
    assert [name for _, name in imports if not hashed.search(name)] == []
    assert [name for folder, name in imports if not (folder / name).resolve().is_file()] == []
