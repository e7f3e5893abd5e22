"""A course is fetched over https, from a server whose certificate is trusted and still valid."""

from datetime import timedelta
from pathlib import Path
from ssl import SSLContext

import pytest

from authoring.courses.reading import FOLDERS
from authoring.tests.git_server import TOKEN, sample_files, serving
from lib.git_download import Download, DownloadError, download
from tests.certificates import Authority

pytestmark = pytest.mark.host_clock  # OpenSSL compares the certificates with it


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The only one that the process which fetches trusts."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def fetched_over(tls: SSLContext) -> Download:
    with serving(tls) as git:
        git.is_private = True
        git.commit(sample_files())
        return download(git.address, branch="", token=TOKEN, folders=FOLDERS, networks=["127.0.0.0/8"])


def test_a_server_with_a_trusted_certificate_gives_the_course(authority: Authority) -> None:
    assert fetched_over(authority.server()).files == sample_files()


def test_a_certificate_of_another_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="certificate verify failed"):
        fetched_over(Authority(tmp_path, "Another authority").server())


def test_a_certificate_that_has_ended_is_refused(authority: Authority) -> None:
    with pytest.raises(DownloadError, match="certificate has expired"):
        fetched_over(authority.server(lifetime=-timedelta(days=1)))
