"""Load the folders of the catalogue into the database. The folders are the truth; the rows mirror them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from curriculum.models import Criterion, Topic
from exercises.grading import Folder, read_catalog
from exercises.models import Exercise
from lib.markdown import MarkdownError, render


class CatalogError(ValueError):
    """A folder of the catalogue can't be loaded. The message names the file."""


@dataclass(slots=True, kw_only=True)
class CatalogueChanges:
    """What loading the catalogue changed, as slugs."""

    additions: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    retirements: list[str] = field(default_factory=list)


def load_exercises(*, root: Path) -> CatalogueChanges:
    """Make the rows mirror the folders under ``root``, all or nothing. Loading twice changes nothing.

    Raises:
        CatalogError: a head or a formula can't be read, a uid or slug is used twice, or a topic or criterion does not
            exist.
    """
    try:
        folders = {folder.spec.uid: folder for folder in read_catalog(root)}
    except (OSError, ValueError) as error:
        raise CatalogError(str(error)) from error
    changes = CatalogueChanges()
    with transaction.atomic():
        missing = Exercise.objects.open().exclude(uid__in=folders)
        changes.retirements.extend(missing.values_list("slug", flat=True))
        missing.update(retired=True)
        topics = Topic.objects.order_by(
            "section__roadmap__order", "section__roadmap", "section__order", "order", "pk"
        ).values_list("uid", flat=True)
        places = {uid: place for place, uid in enumerate(topics)}
        for folder in folders.values():
            _mirror(folder, places, changes)
    return changes


def _mirror(folder: Folder, places: dict[str, int], changes: CatalogueChanges) -> None:
    spec = folder.spec
    topics = _related_rows(Topic.objects.filter(uid__in=spec.topics), spec.topics, folder, "topic")
    criteria = _related_rows(Criterion.objects.filter(uid__in=spec.criteria), spec.criteria, folder, "criterion")
    fields = _fields(folder) | {"order": places[spec.topics[0]] if spec.topics else 0}
    if twin := Exercise.objects.filter(slug=spec.slug).exclude(uid=spec.uid).first():
        raise CatalogError(f"{folder.head}: the slug {spec.slug!r} belongs to the exercise with uid {twin.uid!r}")
    row = Exercise.objects.filter(uid=spec.uid).first()
    if row is None:
        changes.additions.append(spec.slug)
    elif any(getattr(row, name) != value for name, value in fields.items()):
        changes.updates.append(spec.slug)
    else:
        changes.matches.append(spec.slug)
    row, _ = Exercise.objects.update_or_create(uid=spec.uid, defaults=fields)
    row.topics.set(topics)
    row.criteria.set(criteria)


def _fields(folder: Folder) -> dict[str, Any]:
    spec = folder.spec
    try:
        statement_html, hints_html = render(spec.statement), [render(hint) for hint in folder.hints]
    except MarkdownError as error:
        raise CatalogError(f"{folder.head}: {error}") from error
    names = ("slug", "section", "title", "summary", "statement", "stars", "minutes")
    return {name: getattr(spec, name) for name in names} | {
        "statement_html": statement_html,
        "hints_html": hints_html,
        "starter": folder.starter,
        "entry": list(spec.entry),
        "device": spec.device.value,
        "needs": [need.value for need in spec.needs],
        "limits": asdict(spec.limits),
        "digest": folder.digest,
        "retired": False,
    }


def _related_rows(
    rows: QuerySet[Topic] | QuerySet[Criterion], uids: Sequence[str], folder: Folder, kind: str
) -> list[Any]:
    """The rows with these uids. Raises CatalogError for one that is not in the curriculum."""
    rows_by_uid = {row.uid: row for row in rows}
    if missing := [uid for uid in uids if uid not in rows_by_uid]:
        raise CatalogError(f"{folder.head}: the curriculum has no {kind} with uid {missing[0]!r}")
    return [rows_by_uid[uid] for uid in uids]
