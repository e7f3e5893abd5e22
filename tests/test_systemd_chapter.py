"""docs/systemd.md, pasted from top to bottom on this machine's Debian, in an overlay that is gone afterwards.

Packages, systemd itself and certificates are left out. The servers are real, with the page's configuration.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.network import missing_right, postgres_program
from tests.lint.secrets import tracked_files
from tests.site import ROOT

PAGE = (ROOT / "docs" / "systemd.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(re.findall(r"```sh\n# (\w+)\n(.*?)```", PAGE, re.DOTALL))
PARSER = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")
REASON = missing_right() if os.environ.get("DATABASE_URL", "").startswith("postgres") else "about PostgreSQL"
STAND_INS = ("apt", "systemctl", "pip", "certbot")

MACHINE = f"""
for folder in {{prefixes}}; do chmod o+x "$folder"; done
for name in {" ".join(STAND_INS)}; do printf '#!/bin/sh\\n' > /usr/local/sbin/$name; done
chmod 755 /usr/local/sbin/*
install -d -o postgres -m 755 /run/postgresql /tmp/pg
setpriv --reuid postgres --regid postgres --clear-groups {{initdb}} -D /tmp/pg/data -A peer --no-sync > /dev/null
setpriv --reuid postgres --regid postgres --clear-groups {{pg_ctl}} -D /tmp/pg/data -l /tmp/pg/log -w \\
  -o "-c listen_addresses= -c unix_socket_directories=/run/postgresql" start > /dev/null
export PGHOST=/run/postgresql
"""
SERVERS = """
install -d -o redis -g redis -m 2755 /run/redis-cache
umask 007 # as Debian's units
for name in broker cache; do
  runuser -u redis -- redis-server /etc/redis/redis-$name.conf --daemonize yes > /dev/null
done
umask 022
"""
SITE_ANSWERS = """
descent-manage serve --port 8001 &
for attempt in $(seq 600); do curl -s -o /dev/null http://127.0.0.1:8001/healthz && break; sleep 0.2; done
curl -s --fail-with-body -H "Host: $SITE" -H 'X-Forwarded-Proto: https' http://127.0.0.1:8001/readyz
curl -s -o /dev/null -w 'front page: %{http_code}\\n' -H "Host: $SITE" -H 'X-Forwarded-Proto: https' http://127.0.0.1:8001/
redis-cli --no-auth-warning -a "$BROKER_PASSWORD" acl users
stat -c '%U %a %n' /etc/descent/secrets/* /var/lib/descent /var/lib/descent-runner/runner.key /var/lib/redis/users.acl
caddy validate --adapter caddyfile --config /etc/caddy/Caddyfile 2>&1 | tail -1
runuser -u nobody -- redis-cli -s /run/redis-cache/redis-server.sock ping 2>&1 || true
kill $!
"""


def prefixes() -> str:
    """The folders above the tests' Python, which may be in the home of root."""
    folders = {parent for prefix in (sys.prefix, sys.base_prefix) for parent in Path(prefix).resolve().parents}
    return shlex.join(map(str, sorted(folders)))


def pasted() -> str:
    """The page's blocks, in its order, with what this machine can't do left out."""
    admin = "createsuperuser --noinput --name Ada --email ada@example.org"
    stand_ins = {
        "code": "",  # the tests' own environment is there
        # tests/test_units.py runs the doctor.
        "runner": re.sub(r"^.*runner doctor\n", "", BLOCKS["runner"], flags=re.MULTILINE),
        "admin": BLOCKS["admin"].replace("createsuperuser", admin),
        "nginx": "",  # tests/test_proxies.py starts both
    }
    stand_ins["redis"] = BLOCKS["redis"] + SERVERS
    stand_ins["site"] = BLOCKS["site"] + "export DJANGO_SUPERUSER_PASSWORD=from-hills-to-basin\n"
    return "\n".join(stand_ins.get(name, block) for name, block in BLOCKS.items())


@pytest.mark.service
@pytest.mark.skipif(bool(REASON), reason=REASON)
def test_the_blocks_lead_from_an_empty_machine_to_a_site(tmp_path: Path) -> None:
    code = tmp_path / "code"
    for name in tracked_files(ROOT):
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, code / name)
    (code / "venv").symlink_to(sys.prefix)
    programs = {name: postgres_program(name) for name in ("initdb", "pg_ctl")}
    machine = MACHINE.format(prefixes=prefixes(), **programs)
    overlay = ["--overlay-src", "/", "--tmp-overlay", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    mounts = ["--bind", "/sys", "/sys", "--tmpfs", "/tmp", "--ro-bind", str(code), "/opt/descent"]  # noqa: S108
    alone = ["--unshare-net", "--unshare-pid", "--die-with-parent", "--cap-add", "ALL", "--chdir", "/"]
    run = subprocess.run(
        ["bwrap", *overlay, *mounts, *alone, "bash", "-euo", "pipefail", "-c", machine + pasted() + SITE_ANSWERS],
        env={"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert '"ready": true' in run.stdout
    assert "front page: 200" in run.stdout
    assert re.search(r"^runner-", run.stdout, re.MULTILINE)
    assert re.search(r"^root 600 /etc/descent/secrets/SECRET_KEY", run.stdout, re.MULTILINE)
    assert "redis 640 /var/lib/redis/users.acl" in run.stdout
    assert "Valid configuration" in run.stdout
    assert "PONG" not in run.stdout  # from the cache, to somebody who isn't in the group redis


@pytest.mark.skipif(not PARSER.exists(), reason="no systemd-analyze")
def test_systemd_and_a_shell_read_the_same_settings(tmp_path: Path) -> None:
    folder = tmp_path / "environment.d"
    (folder / "secrets").mkdir(parents=True)
    block = "SITE=descent.example.org BROKER_PASSWORD=secret1\n" + BLOCKS["settings"]
    subprocess.run(["bash", "-euc", block.replace("/etc/descent", str(folder))], check=True)
    file = (folder / "environment").rename(folder / "environment.conf")
    names = re.findall(r"^(\w+)=", file.read_text(), re.MULTILINE)
    shell = subprocess.run(
        ["sh", "-euc", f"set -a; . {file}; env -0"], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
    )
    of_shell = dict(row.split("=", 1) for row in shell.stdout.split("\0") if row)
    systemd = subprocess.run(
        [PARSER], env={"XDG_CONFIG_HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    of_systemd = dict(word.split("=", 1) for word in shlex.split(systemd.stdout))
    assert of_shell["DEFAULT_FROM_EMAIL"] == "Descent <descent@descent.example.org>"
    assert {name: of_shell[name] for name in names} == {name: of_systemd[name] for name in names}
