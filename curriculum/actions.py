"""What can be done to the curriculum as a whole. Single nodes are edited in the admin."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from simple_history.models import HistoricalChanges
from simple_history.utils import bulk_create_with_history

from curriculum.documents import ContentError, Document
from curriculum.documents.rows import TABLE_OF, Key, Stored, fill, items_of, key_of, read_rows, references_of
from curriculum.fields import RenderedField
from curriculum.markdown import MarkdownError
from curriculum.models import CurriculumVersion, ListItem, Node, Roadmap, Subtopic
from curriculum.rules import merge_order

REASON = "Loaded from the content files"
ROWS_AT_ONCE = 500  # read while texts are rendered again: there may be many, and long ones


@dataclass(frozen=True, slots=True)
class Change:
    """A node, and what about it differed between rows and files."""

    kind: str
    uid: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}" + (f": {', '.join(self.fields)}" if self.fields else "")


@dataclass(slots=True)
class LoadReport:
    """What loading did. `kept` was edited here and differs from the files."""

    added: list[Change] = field(default_factory=list)
    updated: list[Change] = field(default_factory=list)
    retired: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changes(self) -> int:
        return len(self.added) + len(self.updated) + len(self.retired)

    def __str__(self) -> str:
        return (
            f"{len(self.added)} added, {len(self.updated)} updated, {len(self.retired)} retired, "
            f"{len(self.kept)} kept as edited here, {self.unchanged} unchanged"
        )


def load_roadmap(*, document: Document, overwrite: bool = False, dry_run: bool = False) -> LoadReport:
    """Bring the database up to the content files, in one transaction.

    Adds what is missing, updates what nobody edited here, retires what the files no longer hold. A row that was edited
    here is reported and stays, unless `overwrite`. Nothing is ever deleted, so progress keeps what it points at.

    Raises:
        ContentError: a value cannot be stored, for instance a formula that is not LaTeX.
    """
    with transaction.atomic():
        report = _Load(document, overwrite=overwrite).run()
        CurriculumVersion.renew()  # also without a change: a site that was loaded before there were versions needs one
        if dry_run:
            transaction.set_rollback(True)
    return report


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A node of the files and the node above it."""

    parent: Document | None
    document: Document

    @property
    def key(self) -> Key:
        return key_of(self.document)

    @property
    def parent_key(self) -> Key | None:
        return key_of(self.parent) if self.parent else None

    @property
    def digest(self) -> str:
        return self.document.digest(self.parent.uid if self.parent else "")


class _Load:
    """One run: what is there, what is wanted, and the way from one to the other."""

    def __init__(self, document: Document, *, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.report = LoadReport()
        self.wanted = [_Wanted(parent, node) for parent, node in document.walk()]
        roadmap = Roadmap.objects.filter(uid=document.uid).first()
        self.before = read_rows(roadmap) if roadmap else {}
        self.rows: dict[Key, Node] = {key: stored.row for key, stored in self.before.items()}
        self.referring: list[tuple[Node, Document]] = []

    def run(self) -> LoadReport:
        new = [wanted for wanted in self.wanted if wanted.key not in self.before]
        stale = [wanted for wanted in self.wanted if wanted.key in self.before and not self._keeps(wanted)]
        self.orders = self._orders()
        self._add(new)
        for wanted in stale:
            self._update(wanted)
        for row, document in self.referring:
            self._refer(row, document)
        self._retire()
        self._reorder()
        Subtopic.objects.follow_parents()
        return self.report

    def _keeps(self, wanted: _Wanted) -> bool:
        """Whether the row stays as it is: it says the same already, or somebody edited it here."""
        stored = self.before[wanted.key]
        change = Change(wanted.document.kind.name, wanted.document.uid, _difference(stored, wanted))
        if stored.digest == wanted.digest:
            self.report.unchanged += 1
            if stored.edited:  # the files have caught up with an edit made here
                type(stored.row).objects.filter(pk=stored.row.pk).update(loaded_digest=wanted.digest)
            return True
        kept = stored.edited and not self.overwrite
        (self.report.kept if kept else self.report.updated).append(change)
        return kept

    def _add(self, new: list[_Wanted]) -> None:
        """Create rows in waves: each needs the row above it first."""
        self.report.added += [Change(wanted.document.kind.name, wanted.document.uid) for wanted in new]
        while new:
            wave: dict[type[Node], list[_Wanted]] = defaultdict(list)
            for wanted in new:
                if wanted.parent_key is None or wanted.parent_key in self.rows:
                    wave[wanted.key[0]].append(wanted)
            for model, group in wave.items():
                rows = [self._filled(model(), wanted) for wanted in group]
                bulk_create_with_history(rows, model, default_change_reason=REASON)
                pairs = [(row, wanted.document) for row, wanted in zip(rows, group, strict=True)]
                self.rows.update({wanted.key: row for row, wanted in zip(rows, group, strict=True)})
                self.referring += pairs
                _add_items(pairs)
            new = [wanted for wanted in new if wanted.key not in self.rows]

    def _update(self, wanted: _Wanted) -> None:
        row = self._filled(self.rows[wanted.key], wanted)
        _save(row)
        if items := TABLE_OF[wanted.document.kind.name].items:
            items._default_manager.filter(node=row).delete()
        _add_items([(row, wanted.document)])
        self.referring.append((row, wanted.document))

    def _filled(self, row: Node, wanted: _Wanted) -> Node:
        fill(row, wanted.document, self.rows[wanted.parent_key] if wanted.parent_key else None)
        row.loaded_digest = wanted.digest
        row.order = self.orders.get(wanted.key, row.order)
        _check(row, wanted.document)
        return row

    def _refer(self, row: Node, document: Document) -> None:
        """Set many-to-many relations, once all that they point at is there."""
        for name, keys in references_of(document).items():
            getattr(row, name).set([self.rows[key] for key in keys])

    def _retire(self) -> None:
        """Take out of sight what the files no longer hold, unless it was made or edited here."""
        wanted = {wanted.key for wanted in self.wanted}
        for key, stored in self.before.items():
            row = stored.row
            if key in wanted or row.retired or not row.loaded_digest:
                continue
            change = Change(stored.document.kind.name, row.uid, ("missing in the files",))
            if stored.edited and not self.overwrite:
                self.report.kept.append(change)
                continue
            values = {**stored.document.values, "retired": True}
            row.retired = True
            row.loaded_digest = replace(stored, document=replace(stored.document, values=values)).digest
            _save(row)
            self.report.retired.append(change)

    def _orders(self) -> dict[Key, int]:
        """New positions, for those siblings only whose order changes. An order made here by hand stays."""
        kept = {change.uid for change in self.report.kept}
        parents = {key: stored.parent for key, stored in self.before.items()}
        parents |= {wanted.key: wanted.parent_key for wanted in self.wanted if wanted.document.uid not in kept}
        here: dict[tuple[type[Node], Key | None], list[str]] = defaultdict(list)
        for key, stored in self.before.items():
            if parents[key] == stored.parent:
                here[key[0], stored.parent].append(key[1])
        files: dict[tuple[type[Node], Key | None], list[str]] = defaultdict(list)
        for wanted in self.wanted:
            if parents[wanted.key] == wanted.parent_key:
                files[wanted.key[0], wanted.parent_key].append(wanted.document.uid)
        orders: dict[Key, int] = {}
        for (model, parent), uids in files.items():
            siblings = here[model, parent]
            merged = merge_order(uids, siblings) if self.overwrite else merge_order(siblings, uids)
            if merged != siblings:
                orders |= {(model, uid): position for position, uid in enumerate(merged)}
        return orders

    def _reorder(self) -> None:
        for key, order in self.orders.items():
            row = self.rows[key]
            if row.order != order:
                type(row).objects.filter(pk=row.pk).update(order=order)


def _difference(stored: Stored, wanted: _Wanted) -> tuple[str, ...]:
    """The names of what differs."""
    mine, theirs = stored.document, wanted.document
    names = [name for name in theirs.kind.fields if mine.values.get(name) != theirs.values[name]]
    names += ["body"] if mine.body != theirs.body else []
    names += ["parent"] if stored.parent != wanted.parent_key else []
    return tuple(names)


def _add_items(pairs: Iterable[tuple[Node, Document]]) -> None:
    by_model: dict[type[ListItem], list[ListItem]] = defaultdict(list)
    for row, document in pairs:
        for item in items_of(row, document):
            _check(item, document)
            by_model[type(item)].append(item)
    for model, items in by_model.items():
        bulk_create_with_history(items, model, default_change_reason=REASON)


def _save(row: Node) -> None:
    row._change_reason = REASON  # type: ignore[attr-defined]  # simple_history reads it
    row.save()


def _check(row: Node | ListItem, document: Document) -> None:
    """Refuse what the admin would refuse, and say where in the files it stands."""
    relations = [relation.name for relation in row._meta.fields if relation.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        complaints = [f"“{name}”: {'; '.join(messages)}" for name, messages in error.message_dict.items()]
        raise ContentError(document.place, f"{document.uid}, {' '.join(complaints)}") from error


# ---------------------------------------------------------------- after the renderer has changed


@dataclass(slots=True)
class RenderReport:
    """Counts of texts. `refused` says which the renderer no longer takes, and why: they are shown as before."""

    changed: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)


def render_again() -> RenderReport:
    """Make the HTML of every stored text anew. That is no edit: it leaves no trace in the history."""
    report = RenderReport()
    for model in apps.get_models():
        if not issubclass(model, HistoricalChanges):
            for column in model._meta.concrete_fields:
                if isinstance(column, RenderedField):
                    _render_column(model._default_manager.order_by("pk"), column, report)
    return report


def _render_column(rows: QuerySet[Any], column: RenderedField, report: RenderReport) -> None:
    columns, last = ("pk", column.source, column.attname), 0
    while batch := list(rows.filter(pk__gt=last).values_list(*columns)[:ROWS_AT_ONCE]):
        for last, text, shown in batch:
            try:
                html = column.render(text)
            except MarkdownError as error:
                report.refused.append(f"{rows.model._meta.verbose_name} {last}, {column.source}: {error}")
                continue
            if html == shown:
                report.unchanged += 1
            else:  # but for a text that somebody has changed since it was read: theirs was rendered then
                report.changed += rows.filter(pk=last, **{column.source: text}).update(**{column.attname: html})
