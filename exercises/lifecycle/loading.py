"""Load the folders of the catalogue into the database. The folders are the truth; the rows mirror what is live.

Exercises that were written on the site have no folder, and loading leaves them alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from curriculum.models import Criterion, Topic
from exercises.lifecycle.audit_sending import drop_stale_audits
from exercises.lifecycle.audits import request_audit_once
from exercises.lifecycle.folders import Folder, read_catalogs
from exercises.lifecycle.versions import RELATIONS, go_live, mirror_version, read_version
from exercises.models import DEFAULT_DIFFICULTY, Exercise, ExerciseVersion, OriginChoice, StageChoice
from lib.markdown import MarkdownError, render
from runner.protocol import SHIPPED_CATALOG, AuditLevel, read_audit_record

_FIRST_STAGES = {
    AuditLevel.PROVEN: StageChoice.ACTIVE,
    AuditLevel.CHECKED: StageChoice.BETA,
    None: StageChoice.WIP,
}


class CatalogError(ValueError):
    """A folder of the catalogue can't be loaded. The message names the file."""


@dataclass(slots=True, kw_only=True)
class CatalogueChanges:
    """The changes that loading made, as slugs. ``audits_due`` have a version that must be audited first.

    ``clashes`` are sentences, each about a folder that was left out because the site has an exercise of that name.
    ``not_here`` are those of our own catalogue that were left out because no roadmap of the site has their topics.
    """

    additions: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    retirements: list[str] = field(default_factory=list)
    audits_due: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    not_here: list[str] = field(default_factory=list)


def load_exercises(*catalogs: Path) -> CatalogueChanges:
    """Read the folders of the catalogues, all or nothing. Loading twice changes nothing.

    A version goes live if it's proven: here, or before it was shipped (audited.json). A beta need only be checked. Any
    other version waits for its audit, which is requested, and so do the submissions. A new exercise is active if it's
    proven, beta if it's checked, and otherwise in progress, where only admins see it.

    A site need not have the roadmaps that our own catalogue is for. Of its exercises, those without a topic on this
    site are left out.

    Raises:
        CatalogError: a head, a formula or a figure can't be read, a uid or slug is used twice, or a topic or criterion
            does not exist.
    """
    try:
        folders = {folder.spec.uid: folder for folder in read_catalogs(*catalogs)}
        records = {catalog: read_audit_record(catalog) for catalog in catalogs}
    except (OSError, ValueError) as error:
        raise CatalogError(str(error)) from error
    changes = CatalogueChanges()
    with transaction.atomic():
        missing = Exercise.objects.of_catalogue().with_folder().exclude(uid__in=folders)
        changes.retirements.extend(missing.values_list("slug", flat=True))
        missing.update(retired=True)
        positions = topic_positions()
        for folder in folders.values():
            if clash := _clash(folder):
                changes.clashes.append(clash)
                continue
            if folder.catalog == SHIPPED_CATALOG:
                folder = _with_known_uids(folder, positions)
                if not folder.spec.topics:
                    changes.not_here.append(folder.spec.slug)
                    continue
            content = content_of(folder, positions)
            entry = records[folder.catalog].get(folder.spec.slug)
            _read(folder, content, entry.level if entry and entry.digest == folder.audit_digest else None, changes)
        drop_stale_audits()
    return changes


def _with_known_uids(folder: Folder, topics: Collection[str]) -> Folder:
    """The folder with those of its topics and criteria that this site has."""
    spec = folder.spec
    criteria = set(Criterion.objects.filter(uid__in=spec.criteria).values_list("uid", flat=True))
    known = replace(
        spec,
        topics=tuple(uid for uid in spec.topics if uid in topics),
        criteria=tuple(uid for uid in spec.criteria if uid in criteria),
    )
    return replace(folder, spec=known)


def _clash(folder: Folder) -> str:
    """Say which exercise of the site has the folder's uid or slug. It must not stop an update."""
    spec = folder.spec
    authored = Exercise.objects.exclude(origin=OriginChoice.CATALOGUE)
    twin = authored.filter(Q(uid=spec.uid) | Q(slug=spec.slug)).first()
    if twin is None:
        return ""
    name = f"uid {spec.uid!r}" if twin.uid == spec.uid else f"slug {spec.slug!r}"
    return (
        f"{folder.head}: “{twin}”, which was written on this site, has the {name}. This folder was left out. Give it "
        "another uid and name to load it"
    )


def _read(folder: Folder, content: dict[str, Any], recorded: AuditLevel | None, changes: CatalogueChanges) -> None:
    spec = folder.spec
    if twin := Exercise.objects.filter(slug=spec.slug).exclude(uid=spec.uid).first():
        raise CatalogError(f"{folder.head}: the slug {spec.slug!r} belongs to the exercise with uid {twin.uid!r}")
    row = Exercise.objects.filter(uid=spec.uid).first()
    is_new = row is None
    if row is None:
        fields = {name: value for name, value in content.items() if name not in RELATIONS}
        row = Exercise.objects.create(uid=spec.uid, stage=_FIRST_STAGES[recorded], digest=folder.digest, **fields)
    version = read_version(row, folder.digest, content, recorded=recorded)
    is_same = not (row.retired or _differs(row, version))
    Exercise.objects.filter(pk=row.pk).update(retired=False, folder_digest=folder.digest)
    row.refresh_from_db(fields=["retired", "folder_digest"])
    version.exercise = row
    if row.is_wip:
        mirror_version(version)
    elif version.may_be_live_in(row.stage):
        go_live(version)
    else:
        changes.audits_due.append(spec.slug)
        request_audit_once(version)
    (changes.additions if is_new else changes.matches if is_same else changes.updates).append(spec.slug)


def _differs(row: Exercise, version: ExerciseVersion) -> bool:
    fields = {name: value for name, value in version.content.items() if name not in RELATIONS}
    return row.digest != version.digest or any(getattr(row, name) != value for name, value in fields.items())


def topic_positions() -> dict[str, int]:
    """The place of each topic in the roadmaps, by its uid."""
    topics = Topic.objects.order_by("section__roadmap__order", "section__roadmap", "section__order", "order", "pk")
    return {uid: position for position, uid in enumerate(topics.values_list("uid", flat=True))}


def content_of(folder: Folder, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return the version's content: the exercise's fields, and the uids of its topics and criteria.

    Raises:
        CatalogError: a formula or a figure can't be read, or a topic or criterion doesn't exist.
    """
    spec = folder.spec
    _check_exists(Topic.objects.filter(uid__in=spec.topics), spec.topics, folder, "topic")
    _check_exists(Criterion.objects.filter(uid__in=spec.criteria), spec.criteria, folder, "criterion")
    return fields_of(folder) | {
        "order": positions[spec.topics[0]] if spec.topics else 0,
        "topics": list(spec.topics),
        "criteria": list(spec.criteria),
    }


def fields_of(folder: Folder) -> dict[str, Any]:
    """The fields that a folder determines alone. Raises CatalogError for a formula or figure that can't be read."""
    spec = folder.spec
    try:
        statement_html, hints_html = render(spec.statement), [render(hint) for hint in folder.hints]
    except MarkdownError as error:
        raise CatalogError(f"{folder.head}: {error}") from error
    names = ("slug", "section", "title", "summary", "statement", "stars", "minutes")
    return {name: getattr(spec, name) for name in names} | {
        "difficulty": spec.difficulty or DEFAULT_DIFFICULTY,
        "statement_html": statement_html,
        "hints_html": hints_html,
        "starter": folder.starter,
        "partial_solution": folder.partial_solution,
        "entry": list(spec.entry),
        "forbidden": list(spec.forbidden),
        "device": spec.device.value,
        "needs": [need.value for need in spec.needs],
        "limits": asdict(spec.limits),
    }


def _check_exists(rows: QuerySet[Topic] | QuerySet[Criterion], uids: Sequence[str], folder: Folder, kind: str) -> None:
    """Raise CatalogError for a uid that is not in the curriculum."""
    known_uids = set(rows.values_list("uid", flat=True))
    if missing := [uid for uid in uids if uid not in known_uids]:
        raise CatalogError(f"{folder.head}: the curriculum has no {kind} with uid {missing[0]!r}")
