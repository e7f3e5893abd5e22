"""An exercise's folder as a zip archive: it comes back as it was, and nothing but text of a bounded size gets in."""

import io
import stat
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from accounts.models import User
from curriculum.models import Criterion
from exercises.authored.archives import read_archive
from exercises.models import Exercise, ExerciseDraft
from exercises.tests.authored import FILES, SLUG, begin, write_and_publish
from lib.errors import RefusedError
from runner.protocol import MAX_EXERCISE_BYTES, MAX_EXERCISE_FILES

WRITE = reverse("exercises:write_exercise")
EDIT = reverse("exercises:edit_exercise", args=[SLUG])


@pytest.fixture
def client(grace: User, criterion: Criterion, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def zipped(files: Mapping[str, str | bytes], folder: str = f"{SLUG}/") -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{folder}{name}", text)
    return buffer.getvalue()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("exercise.zip", content)


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        read_archive(io.BytesIO(content))
    return str(refused.value)


@pytest.mark.parametrize("folder", ["", f"{SLUG}/", f"course-main/exercises/databases/{SLUG}/", f"{SLUG}\\"])
def test_the_folders_around_it_do_not_matter(folder: str) -> None:
    assert read_archive(io.BytesIO(zipped(FILES, folder))).files == FILES


def test_what_systems_add_is_left_out() -> None:
    extra = {".DS_Store": b"\0", "__pycache__/checks.cpython-311.pyc": b"\xff", "../__MACOSX/x": b"\0"}
    assert read_archive(io.BytesIO(zipped({**FILES, **extra}))).files == FILES


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"../../evil.py": "x"}, "evil.py"),
        ({"../other/notes.md": "x"}, "notes.md"),
        ({"data.npz": b"\x93NUMPY"}, "data.npz"),
        ({"hints.md": b"caf\xe9"}, "hints.md"),
        ({"hints.md": "a\0b"}, "hints.md"),
        ({"drafts/more.py": "x"}, "more.py"),
        ({"Starter.py": "x"}, "starter.py"),
        ({"alternatives/exercise.md": "x"}, "alternatives"),
        ({"exercise.md": "+++\nuid = 3\ntitle = \n+++\n"}, "exercise.md, line 3"),
        ({f"data{number}.csv": "1" for number in range(MAX_EXERCISE_FILES)}, str(MAX_EXERCISE_FILES)),
        ({f"{number}/": "" for number in range(600)}, "500"),
        ({"data.csv": "1" * MAX_EXERCISE_BYTES}, f"{MAX_EXERCISE_BYTES // 1024} KiB"),
    ],
)
def test_anything_else_is_refused_by_name(files: dict[str, str | bytes], message: str) -> None:
    assert message in refusal(zipped({**FILES, **files}))


def test_a_link_is_refused() -> None:
    buffer = io.BytesIO(zipped(FILES))
    with ZipFile(buffer, "a") as archive:
        link = ZipInfo(f"{SLUG}/data.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "data.csv" in refusal(buffer.getvalue())


def test_the_size_that_it_states_is_not_believed() -> None:
    """An archive of 1 MB that unpacks to 300 MB, and says that it has 10 bytes."""
    bomb = zipped({**FILES, "data.csv": b"0" * 300_000_000})
    stated = (300_000_000).to_bytes(4, "little")
    assert bomb.count(stated) == 2
    forged = bomb.replace(stated, (10).to_bytes(4, "little"))
    assert len(refusal(forged)) > 20
    assert f"{MAX_EXERCISE_BYTES // 1024} KiB" in refusal(bomb)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", zipped(FILES)[:-30], zipped({})])
def test_a_damaged_archive_is_refused(content: bytes) -> None:
    assert "zip" in refusal(content).lower()


def test_a_file_that_is_there_twice_is_refused() -> None:
    buffer = io.BytesIO(zipped(FILES))
    with ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(f"{SLUG}/checks.py", "another")
    assert "checks.py" in refusal(buffer.getvalue())


# ------------------------------------------------------------------ the pages


def test_an_exercise_begins_with_an_archive(client: Client) -> None:
    answer = client.post(WRITE, {"title": "", "section": "databases", "archive": upload(zipped(FILES))})
    assertRedirects(answer, EDIT)
    assert ExerciseDraft.objects.get().files == FILES


def test_a_refused_archive_is_explained_at_its_field(client: Client) -> None:
    page = client.post(WRITE, {"title": "Mine", "section": "databases", "archive": upload(b"not a zip")})
    assert "archive" in page.context["form"].errors
    assert 'value="Mine"' in page.text
    page = client.post(WRITE, {"section": "databases", "archive": upload(zipped(FILES) + b"\0" * 2**20)})
    assert "archive" in page.context["form"].errors
    assert not ExerciseDraft.objects.exists()


def test_an_archive_fills_the_form_and_saves_nothing(client: Client, grace: User) -> None:
    begin(grace)
    other = FILES | {"hints.md": "From the archive.\n", "exercise.md": FILES["exercise.md"].replace("double-it", "x")}
    page = client.post(EDIT, {"upload": "1", "archive": upload(zipped(other, "x/"))})
    form = page.context["form"]
    assert ExerciseDraft.objects.get().files == FILES
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(EDIT, values)
    assert ExerciseDraft.objects.get().files == other | {"exercise.md": FILES["exercise.md"]}, "the uid never changes"


def test_a_refused_archive_changes_nothing_in_the_form(client: Client, grace: User) -> None:
    begin(grace)
    page = client.post(EDIT, {"upload": "1", "archive": upload(b"not a zip")})
    assert page.context["upload"].errors
    assert page.context["form"]["title"].value() == "Double it"


def test_a_download_comes_back_as_it_was(client: Client, grace: User) -> None:
    write_and_publish(grace)
    content = client.get(f"{EDIT}files.zip").content
    folder = read_archive(io.BytesIO(content))
    assert (folder.name, folder.files) == (SLUG, FILES)


def test_a_copy_with_the_uid_of_another_exercise_is_refused_and_named(client: Client, grace: User) -> None:
    exercise: Exercise = write_and_publish(grace)
    page = client.post(WRITE, {"title": "A copy", "section": "databases", "archive": upload(zipped(FILES))})
    assert exercise.title in page.text
    assert not ExerciseDraft.objects.exists()
