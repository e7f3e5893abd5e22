"""Import a roadmap: free-form Markdown, a plain outline, JSON, or a content folder or an archive of one."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from curriculum.actions import LoadReport, load_roadmap
from curriculum.documents import ContentError, Document
from curriculum.imports import find_problems, load_new_roadmap, read_source
from curriculum.models import Roadmap
from curriculum.models.base import validate_uid
from curriculum.outlines import OutlineError, RoadmapOutline
from lib.errors import RefusedError

MAX_PREFIX = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="A file, a content folder or a .zip of one.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be imported, and change nothing.")
        parser.add_argument("--json", action="store_true", help="Print the tree as export_roadmap --json does.")
        parser.add_argument("--lines", action="store_true", help="Say of every line what it was understood as.")
        parser.add_argument("--uid", default="", help="The uid of the roadmap, instead of one made from its title.")
        parser.add_argument("--prefix", default="", help="A word before every other uid, if another roadmap has them.")
        parser.add_argument("--beside", action="store_true", help="Load it although the site has another roadmap.")

    def handle(self, *args: Any, **options: Any) -> None:
        outline = self._read(options["path"], options["uid"], options["prefix"])
        report = None if options["dry_run"] else self._load(outline.document, beside=options["beside"])
        if options["json"]:
            self.stdout.write(json.dumps(outline.tree(), ensure_ascii=False, indent=2))
            return
        if options["lines"]:
            for reading in outline.readings:
                self.stdout.write(f"{reading.line:>6}  {reading.reading} of {reading.uid}: {reading.text}")
        self._summarize(outline)
        if report is not None:
            self.stdout.write(f"Loaded: {report}.")
        else:
            self._compare(outline.document)

    def _read(self, path: Path, uid: str, prefix: str) -> RoadmapOutline:
        try:
            for text in filter(None, (uid, prefix)):
                validate_uid(text)
            if len(prefix) > MAX_PREFIX:
                raise CommandError(f"The prefix has {len(prefix)} characters. Choose one with at most {MAX_PREFIX}.")
            outline = read_source(path, prefix=prefix)
        except OSError as error:
            raise CommandError(f"{path} can’t be read: {error.strerror}") from error
        except (OutlineError, ContentError) as error:
            raise CommandError(f"{path}: {error}" if isinstance(error, OutlineError) else str(error)) from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if not uid:
            return outline
        return replace(outline, document=with_uid(outline.document, uid))

    def _load(self, document: Document, *, beside: bool) -> LoadReport:
        try:
            return load_new_roadmap(document=document, beside=beside)
        except (ContentError, RefusedError) as error:
            raise CommandError(str(error)) from error

    def _summarize(self, outline: RoadmapOutline) -> None:
        document = outline.document
        self.stdout.write(f"{document.values['title']} ({document.uid})")
        counts = {kind: count for kind, count in outline.counts().items() if kind != "roadmap"}
        self.stdout.write("  " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
        if outline.was_damaged:
            self.stdout.write("  The encoding was damaged and has been repaired.")
        self.stdout.write(f"  {len(outline.not_understood)} lines weren’t understood.")
        for line in outline.not_understood:
            self.stdout.write(f"{line.line:>6}  {line.text}")

    def _compare(self, document: Document) -> None:
        """Say what can't be stored, and how the roadmap differs from the one with its uid, if there is one."""
        problems = find_problems(document)
        if problems:
            self.stdout.write(f"  {len(problems)} texts can’t be stored until you correct them:")
        for problem in problems:
            self.stdout.write(f"    {problem}")
        try:
            exists = Roadmap.objects.filter(uid=document.uid).exists()
        except DatabaseError:  # no tables yet
            exists = False
        if problems or not exists:
            self.stdout.write("Nothing was written.")
            return
        report = load_roadmap(document=document, dry_run=True)
        self.stdout.write(f"Nothing was written. Loading would give: {report}.")
        changes_by_verb = {"updated": report.updates, "retired": report.retirements, "kept": report.local_edits}
        for verb, changes in changes_by_verb.items():
            for change in changes:
                self.stdout.write(f"  {verb}: {change}")


def with_uid(document: Document, uid: str) -> Document:
    return replace(document, values={**document.values, "uid": uid})
