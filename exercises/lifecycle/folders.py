"""Read the exercise folders of the catalogue."""

from dataclasses import dataclass
from pathlib import Path

from runner.protocol import Spec, audit_digest, folder_digest, read_spec


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
    def head(self) -> Path:
        return self.path / "exercise.md"


def read_catalog(root: Path) -> list[Folder]:
    """Every exercise under ``root/<section>/<slug>/``.

    Raises:
        OSError: a file is missing.
        ValueError: a head can't be read, or two have the same uid. The message names the file.
    """
    folders: dict[str, Folder] = {}
    for head in sorted(root.glob("*/*/exercise.md")):
        folder = read_exercise_folder(head.parent)
        twin = folders.setdefault(folder.spec.uid, folder)
        if twin is not folder:
            raise ValueError(f"{head}: the uid {folder.spec.uid!r} is also that of {twin.head}")
    return list(folders.values())


def read_exercise_folder(path: Path) -> Folder:
    """One exercise. Raises OSError and ValueError as `read_catalog` does."""
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
