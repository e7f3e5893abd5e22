"""A catalogue of one exercise in a temporary folder."""

from pathlib import Path

from exercises.lifecycle.loading import CatalogueChanges, load_exercises
from runner.protocol import audit_digest, write_audit_record
from runner.protocol.mistakes import read_mistakes

HEAD = """+++
uid = "{uid}"
title = "Softmax"
summary = "Turn scores into weights."
topics = ["{topic}"]
criteria = ["phase-4.attention"]
stars = 5
difficulty = 3
minutes = 20
entry = ["softmax"]
+++

Rows of $\\mathrm{{softmax}}(x)$ sum to one.
"""


def write_folder(folder: Path, *, uid: str = "softmax", topic: str = "transformers") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "exercise.md").write_text(HEAD.format(uid=uid, topic=topic))
    (folder / "starter.py").write_text("def softmax(x): ...\n")
    (folder / "hints.md").write_text("Subtract the **largest**.\n\n---\n\nThen exponentiate.\n")
    for secret in ("solution.py", "checks.py", "mistakes.toml"):
        (folder / secret).write_text("THE_ANSWER = 42\n")


def mistake_source(folder: Path, name: str) -> str:
    return next(mistake.source for mistake in read_mistakes(folder) if mistake.name == name)


def change_folder(catalog: Path, text: str) -> None:
    (catalog / "transformers" / "softmax" / "checks.py").write_text(f"THE_ANSWER = {text!r}\n")


def record_audits(catalog: Path) -> None:
    """Record an audit for every version there, as if it had been audited before it was shipped."""
    folders = [head.parent for head in catalog.glob("*/*/exercise.md")]
    write_audit_record(catalog, {folder.name: audit_digest(folder) for folder in folders})


def load_audited(catalog: Path) -> CatalogueChanges:
    record_audits(catalog)
    return load_exercises(catalog)
