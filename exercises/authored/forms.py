"""The forms of an exercise that is written on the site: a new one, and all of its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import slugify

from curriculum.models import Criterion, Topic
from exercises.authored.archives import MAX_ARCHIVE_BYTES, UploadedFolder, read_archive
from exercises.authored.heads import Head, lines_before_statement, read_head, settings_problem, write_head
from exercises.authored.problems import HEAD, MAX_MINUTES, MAX_STARS, FileProblem
from exercises.models import Exercise, OriginChoice
from lib.errors import RefusedError
from runner.protocol import MAX_EXERCISE_BYTES, exercise_files_problem

FILE = "file-"
USUAL_FILES = {
    "starter.py": "What learners start from: the signature with shapes, and a docstring with the worked example.",
    "solution.py": "Your solution. Learners see it when they have passed.",
    "checks.py": "What is checked, from simple to subtle. Compute expected values in another way than solution.py.",
    "mistakes.toml": "Wrong solutions that you have seen, as edits of solution.py, each with what a tutor would say.",
    "hints.md": "Optional. Hints, weakest first, with a line of three hyphens between them.",
}
ALTERNATIVE = "A correct solution, written differently. Empty it to remove the file."
OTHER_FILE = "Empty it to remove the file."
DIFFICULTIES = {1: "1: most pass at once", 2: "2: one or two failures", 3: "3: more than two failures"}
NO_SECTION = "Use letters and digits, such as “databases”."
NO_TITLE = "Write a title, or choose an archive."
NO_COPY_TITLE = "Write a title for the copy."


class CodeField(forms.CharField):
    """A text file as typed, with line feeds, and one at its end."""

    def __init__(self, *, rows: int, wraps: bool = True, is_python: bool = False, **options: Any) -> None:
        attributes = {"rows": rows, "spellcheck": "false", "autocapitalize": "off", "class": "code"}
        attributes |= ({} if wraps else {"wrap": "off"}) | ({"data-python": ""} if is_python else {})
        super().__init__(
            required=False,
            strip=False,
            max_length=MAX_EXERCISE_BYTES,
            widget=forms.Textarea(attrs=attributes),
            **options,
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value).replace("\r\n", "\n").rstrip("\n")
        return f"{text}\n" if text.strip() else ""


class UidsField(forms.MultipleChoiceField):
    """Nodes of the roadmaps. One that isn't here is offered as well, because a file may name it."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices"})

    def valid_value(self, value: Any) -> bool:
        """Accept any: what the roadmaps don't have is a problem of the file, and said with those."""
        return True


class ArchiveField(forms.FileField):
    """A zip archive of an exercise's folder, read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
            help_text=f"UTF-8 text, at most {MAX_EXERCISE_BYTES // 1024} KiB unpacked.",
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFolder | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > MAX_ARCHIVE_BYTES:
            raise forms.ValidationError(f"This archive is larger than {MAX_ARCHIVE_BYTES // 1024} KiB.")
        try:
            return read_archive(upload)
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class SectionField(forms.CharField):
    """The section of the list that shows the exercise: a name, which becomes a slug."""

    def __init__(self) -> None:
        super().__init__(max_length=80)

    def clean(self, value: Any) -> str:
        section: str = slugify(super().clean(value))
        if not section:
            raise forms.ValidationError(NO_SECTION)
        return section


class ArchiveForm(forms.Form):
    """An archive that fills the form of an exercise."""

    archive = ArchiveField(label="Zip archive of an exercise’s folder")


class WriteForm(forms.Form):
    """A new exercise: from a title, from an archive, or as a copy."""

    title = forms.CharField(max_length=120, required=False, help_text="What learners see, such as “k-means step”.")
    section = SectionField()
    copy = forms.ChoiceField(
        required=False,
        label="Begin with a copy of",
        help_text="With the title above. It proves no checkpoint question.",
    )
    archive = ArchiveField(required=False, label="Or a zip archive of an exercise’s folder")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["section"].help_text = section_help()
        if rows := Exercise.objects.with_folder().filter(origin=OriginChoice.SITE).values_list("slug", "title"):
            choices = [("", "Nothing"), *rows.order_by("title")]
            self.fields["copy"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["copy"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("title") or data.get("archive") or self.errors):
            self.add_error("title", NO_TITLE)
        if data.get("copy") and not data.get("title"):
            self.add_error("title", NO_COPY_TITLE)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """A problem of the files, in words of the form. ``field_id`` is empty where no field is a file's text."""

    text: str
    field_id: str = ""
    line: int = 0


class ExerciseForm(forms.Form):
    """All files of an exercise. Those of the head are fields, and ``exercise_files`` puts it together again."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    title = forms.CharField(max_length=120)
    summary = forms.CharField(max_length=240, help_text="One sentence: what the learner writes.")
    section = SectionField()
    topics = UidsField(required=False, help_text="What it is about. The first one decides its place in the list.")
    entry = forms.CharField(
        max_length=300, label="Functions", help_text="What the learner writes: names, separated by commas."
    )
    stars = forms.IntegerField(min_value=1, max_value=MAX_STARS, label="Importance", help_text="1 to 5.")
    difficulty = forms.TypedChoiceField(choices=DIFFICULTIES, coerce=int)
    minutes = forms.IntegerField(min_value=1, max_value=MAX_MINUTES, help_text="How long it usually takes.")
    statement = CodeField(
        rows=20,
        help_text="Markdown, with LaTeX in $…$: why it matters, shapes, rules, and a worked example in numbers.",
    )
    criteria = UidsField(
        required=False, label="Checkpoint questions", help_text="Those that a pass alone proves. If in doubt, none."
    )
    settings = CodeField(
        rows=3,
        help_text='TOML. Limits, and what learners may not use: limits = { wall_s = 5.0 }, forbidden = ["sorted"].',
    )
    new_name = forms.CharField(
        required=False, max_length=80, label="Another file", help_text="Its name, such as alternatives/loops.py."
    )
    new_text = CodeField(rows=6, label="Its text")

    def __init__(self, data: Any = None, *, files: Mapping[str, str], section: str = "", revision: str = "") -> None:
        head = read_head(files[HEAD])
        self.uid = head.uid
        initial = _initial(head) | {"section": section, "revision": revision}
        initial |= {f"{FILE}{name}": text for name, text in files.items()}
        super().__init__(data, initial=initial)
        self.file_names = _file_names(data, files)
        for name in self.file_names:
            self.fields[f"{FILE}{name}"] = CodeField(
                rows=_rows(name),
                wraps=name.endswith(".md"),
                is_python=name.endswith(".py"),
                label=name,
                help_text=_help(name),
            )
        self.fields["section"].help_text = section_help()
        for name, choices in (("topics", _topics()), ("criteria", _criteria())):
            chosen = self[name].value() or []
            self.fields[name].choices = [*choices, *_unknown(chosen, choices)]  # type: ignore[attr-defined]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        names = ("title", "summary", "section", "topics", "entry", "stars", "difficulty", "minutes", "statement")
        return [self[name] for name in (*names, *(f"{FILE}{name}" for name in self.file_names))]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("new_name", "new_text", "criteria", "settings")]

    @property
    def is_rare_needed(self) -> bool:
        """Whether one of the rare fields holds something, or is wrong."""
        return any(field.value() or field.errors for field in self.rare_fields)

    def field_problem(self, problem: FileProblem, files: Mapping[str, str]) -> FieldProblem:
        """Say it with the field. The form has no ``exercise.md``, whose statement is a field with lines of its own."""
        name, line = f"{FILE}{problem.file}", problem.line
        if problem.file == HEAD:
            line = max(0, line - lines_before_statement(files[HEAD]))
            name = "statement" if line else ""
        if name not in self.fields:
            return FieldProblem(text=problem.message if problem.file == HEAD else str(problem))
        field = self[name]
        place = f"{field.label}, line {line}" if line else str(field.label)
        return FieldProblem(text=f"{place}: {problem.message}", field_id=field.id_for_label, line=line)

    def clean_entry(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["entry"].split(",") if name.strip()]

    def clean_settings(self) -> str:
        settings: str = self.cleaned_data["settings"]
        if problem := settings_problem(settings):
            raise forms.ValidationError(problem)
        return settings

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, text = data.get("new_name"), data.get("new_text")
        if text and not name:
            self.add_error("new_name", "Name this file.")
        elif name in (HEAD, *self.file_names):
            self.add_error("new_name", f"There is a file {name} already. Edit it above.")
        if not self.errors and (problem := exercise_files_problem(self.exercise_files)):
            self.add_error("new_name" if name else None, problem)
        return data

    @property
    def exercise_files(self) -> dict[str, str]:
        """The files as the form has them, once it is valid. Those without text are left out."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("title", "summary", "stars", "difficulty", "minutes", "entry")}
        fields |= {name: _in_order(data[name], self.initial[name]) for name in ("topics", "criteria")}
        head = Head(uid=self.uid, fields=fields, settings=data["settings"], statement=data["statement"])
        texts = {name: data[f"{FILE}{name}"] for name in self.file_names} | {data["new_name"]: data["new_text"]}
        return {HEAD: write_head(head)} | {name: text for name, text in texts.items() if text}


def section_help() -> str:
    sections = Exercise.objects.with_folder().order_by("section").values_list("section", flat=True).distinct()
    names = ", ".join(sections)
    return (
        f"The heading of the list that it appears under. Existing ones: {names}." if names else "Such as “databases”."
    )


def _initial(head: Head) -> dict[str, Any]:
    entry = head.fields.get("entry")
    names = ", ".join(map(str, entry)) if isinstance(entry, list) else entry
    return dict(head.fields) | {"entry": names, "settings": head.settings, "statement": head.statement}


def _file_names(data: Mapping[str, Any] | None, files: Mapping[str, str]) -> list[str]:
    """The files that have a field: those that were sent or are there, and the usual ones."""
    sent = [key.removeprefix(FILE) for key in data or () if key.startswith(FILE)]
    names = {*USUAL_FILES, *(sent if data is not None else files)} - {HEAD}
    return [*USUAL_FILES, *sorted(names - set(USUAL_FILES))]


def _rows(name: str) -> int:
    return 20 if name in ("checks.py", "mistakes.toml") else 10


def _help(name: str) -> str:
    return USUAL_FILES.get(name) or (ALTERNATIVE if name.startswith("alternatives/") else OTHER_FILE)


def _topics() -> list[tuple[str, list[tuple[str, str]]]]:
    """The topics on offer, under their sections."""
    rows = Topic.objects.current().filter(section__retired=False, section__roadmap__retired=False)
    rows = rows.select_related("section__roadmap").order_by("section__roadmap__order", "section__order", "order")
    return _grouped((f"{row.section.roadmap}: {row.section}", row.uid, row.title) for row in rows)


def _criteria() -> list[tuple[str, list[tuple[str, str]]]]:
    rows = Criterion.objects.current().filter(checkpoint__retired=False, checkpoint__phase__retired=False)
    rows = rows.select_related("checkpoint__phase__roadmap").order_by(
        "checkpoint__phase__roadmap__order", "checkpoint__phase__number", "order"
    )
    return _grouped((f"{row.checkpoint.phase.roadmap}: {row.checkpoint}", row.uid, row.text) for row in rows)


def _grouped(rows: Iterator[tuple[str, str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, uid, label in rows:
        groups.setdefault(group, []).append((uid, label))
    return list(groups.items())


def _unknown(
    chosen: Sequence[str], groups: Sequence[tuple[str, list[tuple[str, str]]]]
) -> list[tuple[str, list[tuple[str, str]]]]:
    known_uids = {uid for _, choices in groups for uid, _ in choices}
    missing = [(uid, uid) for uid in chosen if uid not in known_uids]
    return [("Not on this site", missing)] if missing else []


def _in_order(uids: Sequence[str], earlier: Sequence[str]) -> list[str]:
    """The uids in the order that they had in the file, because the first topic is the main one."""
    return sorted(uids, key=lambda uid: earlier.index(uid) if uid in earlier else len(earlier))
