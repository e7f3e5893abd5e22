"""Read the exercise folders of the catalogues."""

from dataclasses import dataclass
from pathlib import Path

from runner.protocol import Spec, audit_digest, folder_digest, read_spec, twin_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The part of an exercise folder that the web may read: no solution, checks or mistakes."""

    path: Path
    spec: Spec
    digest: str
    audit_digest: str
    """Of what an audit judges: audited.json names it."""
    starter: str
    partial_solution: str
    hints: tuple[str, ...]

    @property
    def catalog(self) -> Path:
        return self.path.parents[1]

    @property
    def head(self) -> Path:
        return self.path / "exercise.md"


def read_catalogs(*catalogs: Path) -> list[Folder]:
    """Every exercise under ``<catalog>/<section>/<slug>/``.

    Raises:
        OSError: a file is missing.
        ValueError: a head can't be read, or two have the same slug or uid. The message names the file.
    """
    heads = (head for catalog in catalogs for head in sorted(catalog.glob("*/*/exercise.md")))
    folders = [read_exercise_folder(head.parent) for head in heads]
    if problem := next(twin_problems([(folder.path, folder.spec) for folder in folders]), ""):
        raise ValueError(problem)
    return folders


def read_exercise_folder(path: Path) -> Folder:
    """One exercise. Raises OSError and ValueError as `read_catalogs` does."""
    starter = (path / "starter.py").read_text(encoding="utf-8")
    partial = path / "partial_solution.py"
    return Folder(
        path=path,
        spec=read_spec(path),
        digest=folder_digest(path),
        audit_digest=audit_digest(path),
        starter=starter,
        partial_solution=partial.read_text(encoding="utf-8") if partial.exists() else "",
        hints=_read_hints(path / "hints.md"),
    )


def _read_hints(path: Path) -> tuple[str, ...]:
    """The hints, weakest first. Lines of ``---`` separate them."""
    if not path.exists():
        return ()
    text = "\n" + path.read_text(encoding="utf-8").strip() + "\n"
    return tuple(hint.strip() for hint in text.split("\n---\n") if hint.strip())
