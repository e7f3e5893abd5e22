"""No body and no file takes more than a second of processor time, whatever its shape."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from cohorts.sign_offs.models import SignOff
from tests.worst_case.inputs import FORM, MUCH, Site, check, signed_in

BOUNDARY = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'


SHAPES = [
    (FORM, b"a=1&" * 370_000),
    (FORM, b"&" * MUCH),
    (FORM, b"%" * MUCH),
    (BOUNDARY, PART * 25_000 + b"--x--\r\n"),
    (BOUNDARY, FILE[:-4] + b"\r\nX-A: " + b"a" * MUCH),
    (BOUNDARY, b"-" * MUCH),
    (BOUNDARY, b"\r\n" * (MUCH // 2)),
    (BOUNDARY, (FILE + b"\r\n") * 20_000 + b"--x--\r\n"),
    (BOUNDARY, FILE.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n") + b" " * MUCH),
    ("multipart/form-data; boundary=" + "x" * 60_000, b"x" * MUCH),
    (FORM + ";" + " ;" * 30_000, b"a=1"),
]


def test_no_shape_of_a_body_takes_long(site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client = signed_in(ada, client_of)
    for kind, body in SHAPES:
        for path in ("/hours/log/", "/hours/import/", "/api/v1/study-entries/", "/accounts/login/"):
            check(client, "POST", path, f"{kind[:40]}: {body[:40]!r}", body, kind)


DAY = b"2026-01-02"
TABLE = b"day,minutes,kind,topic,note\n"


FILES = [
    TABLE + (DAY + b",1" + b" 111" * 30_000 + b"\n") * 30,
    b"day,minutes," + b",".join(b"%x" % n for n in range(200_000)) + b"\n" + b"1\n" * 400_000,
    TABLE + b"".join(b"2020-01-%02d,%d,reading,1.1,%d\n" % (n % 28 + 1, n % 7 + 1, n) for n in range(2_500)),
    TABLE + (DAY + b",1\n") * 300_000,
    TABLE + b'"' * 4_000_000,
    TABLE + b'"\n' * 2_000_000,
    b"," * 4_000_000,
    b"\n" * 4_000_000,
    b"sep=" + b" " * 4_000_000,
    TABLE + DAY + b",5,coding,," + b"'" * 100_000 + b"=1\n",
    TABLE + (DAY + b"," + "\u0663".encode() * 15 + b",,,\n") * 80_000,
]


def test_no_file_takes_long(site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client = signed_in(ada, client_of)
    for content in FILES:
        check(client, "POST", "/hours/import/", f"{content[:60]!r}", FILE + content + b"\r\n--x--\r\n", BOUNDARY)


EVIDENCE = FILE.replace(b"f.csv", b"f.ipynb")
NOTEBOOKS = [
    b"[" * 5_000_000,
    b'{"cells": [' + b"1," * 2_000_000 + b'1], "nbformat": 4}',
    b'{"cells": [], "nbformat": ' + b"9" * 5_000_000 + b"}",
    b'{"cells": ["' + b"\\u00e9" * 800_000 + b'"], "nbformat": 4}',
    b"{" + b",".join(b'"%x": {}' % n for n in range(400_000)) + b"}",
    b" " * 5_000_000,
]


def test_no_notebook_takes_long(site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client, path = signed_in(ada, client_of), "/sign-offs/request/phase-4.explain-attention/"
    for content in NOTEBOOKS:
        check(client, "POST", path, f"{content[:60]!r}", EVIDENCE + content + b"\r\n--x--\r\n", BOUNDARY)
    assert SignOff.objects.count() == 1  # the second


def test_no_file_of_a_project_takes_long(site: Site, ada: User, client_of: Callable[[User], Client]) -> None:
    client, upload = signed_in(ada, client_of), FILE.replace(b"f.csv", b"log.csv")
    for content in (*FILES, b"1," * 260_000, bytes(range(32, 127)) * 5_000):
        check(client, "POST", "/projects/files/small-gpt/log/", "a log", upload + content + b"\r\n--x--\r\n", BOUNDARY)
