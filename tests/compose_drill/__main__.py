"""`make compose-drill`: run the guide's chapters about Compose to the end, as a stranger would.

It builds the images of this checkout and runs the Compose files unchanged, with docker or, where there is none, with
podman and `bin/docker`. It calls the guide's own lines. It needs root, ports 80 and 443, and 20 GB of disk. The
site's name ends in .localhost, so Caddy makes the certificate itself.
"""

import argparse
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.compose_drill import reach
from tests.compose_drill.learner import Learner, resolve_here
from tests.compose_drill.mailbox import Mailbox
from tests.compose_drill.stack import Stack

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HOST = "descent.localhost"
SITE = f"https://{HOST}"
EMAIL = "emmy@example.org"
PULL_SECONDS = 120
LATE_SECONDS = 6  # a learner is told by mail of a verdict that takes longer than 5 s


class Drill:
    """One run, in a folder of its own and under a project name of its own."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.work = Path(tempfile.mkdtemp(prefix="descent-drill-"))
        self.site = self.work / "site"
        self.environment = os.environ | {"COMPOSE_PROJECT_NAME": "descent-drill", "DRILL_PYTHON": sys.executable}
        if not shutil.which("docker"):
            self.environment["PATH"] = f"{HERE / 'bin'}:{os.environ['PATH']}"
        self.start = time.monotonic()
        self.guide = ""

    # ------------------------------------------------------------------ what steps are made of
    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Print what it did and its seconds. Notes that are added to the list are printed too."""
        start, notes = time.monotonic(), list[str]()
        yield notes
        say(f"{time.monotonic() - start:7.1f} s  {'; '.join([name, *notes])}")

    def shell(self, lines: str) -> str:
        """Run lines as the guide has them. Return what they print."""
        result = subprocess.run(
            ["sh", "-euc", lines],
            cwd=self.site,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        assert result.returncode == 0, f"{lines!r} ended with {result.returncode}:\n{self.log_end()}"
        return result.stdout.strip()

    def lines(self, heading: str) -> list[str]:
        """The guide's lines under this comment. The drill has other versions than those that git would pull."""
        lines = self.guide.partition(f"# {heading}\n")[2].partition("```")[0].strip().splitlines()
        assert lines, f"docs/operations.md has no lines for: {heading}"
        return [line for line in lines if line != "git pull"]

    def follow(self, heading: str) -> None:
        self.shell("\n".join(self.lines(heading)))

    def log_end(self) -> str:
        return (self.work / "log").read_text(encoding="utf-8", errors="replace")[-3000:]

    # ------------------------------------------------------------------ steps
    def prepare(self, commit: str) -> None:
        self.log = (self.work / "log").open("w")
        subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, self.site], check=True)
        self.check_out(commit)
        self.guide = (self.site / "docs/operations.md").read_text(encoding="utf-8").replace("descent.example.org", HOST)
        self.follow("secrets")
        self.follow("settings")
        self.password = secrets.token_hex(16)
        mail = f"EMAIL_URL=smtp://{own_address()}:{self.mailbox.port}"
        settings = re.sub("(?m)^EMAIL_URL=.*", mail, (self.site / ".env").read_text(encoding="utf-8"))
        (self.site / ".env").write_text(f"{settings}METRICS_TOKEN={self.password}\n", encoding="utf-8")

    def check_out(self, commit: str) -> None:
        subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=self.site, check=True)

    def get_images(self) -> str:
        """Pull the images that the files name, or build stand-ins where no registry can be reached."""
        if shutil.which("docker"):
            return "docker pulls them"
        dockerfile = (self.site / "Dockerfile").read_text(encoding="utf-8")
        images = {service["image"] for service in self.stack().services.values() if "build" not in service}
        images |= set(re.findall(r"^FROM (\S+:\S+)", dockerfile, re.MULTILINE))
        missing = sorted(image for image in images if not self.has_image(image))
        if not missing:
            return "they are here already"
        try:
            for image in missing:
                words = ["docker", "pull", "--quiet", f"docker.io/library/{image}"]
                subprocess.run(words, env=self.environment, check=True, capture_output=True, timeout=PULL_SECONDS)
            return "from the registry"
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            subprocess.run([HERE / "stand_ins.sh", *missing], env=self.environment, check=True, stdout=self.log)
            return "no registry, so stand-ins from Debian's packages"

    def has_image(self, image: str) -> bool:
        words = ["docker", "image", "inspect", f"docker.io/library/{image}"]
        return subprocess.run(words, env=self.environment, capture_output=True).returncode == 0

    def stack(self) -> Stack:
        return Stack(self.site, {"COMPOSE_PROJECT_NAME": "descent-drill"})

    def learner(self) -> Learner:
        """One who trusts the authority of this site's proxy, which is new after each start from nothing."""
        authority = self.work / "authority.pem"
        certificate = "/data/caddy/pki/authorities/local/root.crt"
        authority.write_text(self.shell(f"docker compose exec -T proxy cat {certificate}"), encoding="utf-8")
        return Learner(SITE, EMAIL, authority)

    def assert_no_secret_in_images(self) -> None:
        """Neither the settings nor the secrets are in a folder of an image, or in its environment."""
        names = {service["image"] for service in self.stack().services.values() if "build" in service}
        values = [path.read_text(encoding="utf-8").strip() for path in (self.site / "secrets").iterdir()]
        pattern = "\n".join([self.password, *values])
        for image in sorted(name for name in names if "gpu" not in name):
            (self.work / "patterns").write_text(pattern, encoding="utf-8")
            search = "env > /tmp/env; ! grep -rqFf /patterns /srv /var/lib /home /root /tmp/env"
            self.shell(f"docker run --rm --user root -v {self.work}/patterns:/patterns:ro {image} sh -c '{search}'")

    def assert_metrics_are_on(self, learner: Learner) -> None:
        """A variable that the Compose file doesn't name reaches the web."""
        headers = {"Authorization": f"Bearer {self.password}"}
        assert learner.browser.get(f"{SITE}/metrics", headers=headers, timeout=30).status_code == 200

    def get_late_mail(self, learner: Learner) -> None:
        """Submit while no runner is there. The verdict comes late, so `worker-web` mails it."""
        learner.post("/notices/choices/", verdict_mail="on")
        self.shell("docker compose stop worker-cpu")
        path = learner.submit(self.solution())
        time.sleep(LATE_SECONDS)
        self.shell("docker compose start worker-cpu")
        assert str(self.mailbox.wait_for("was graded")["Message-ID"]).endswith(f"@{HOST}>")
        learner.wait_for_pass(path)

    def solution(self) -> str:
        return (self.site / "exercises/catalog/deep-learning/dropout/solution.py").read_text(encoding="utf-8")

    def assert_rows_are_there(self, learner: Learner, paths: list[str]) -> None:
        for path in paths:
            assert learner.has_passed(path), f"{path} was lost"

    def memory(self) -> str:
        """What the containers use, without page cache that can be freed."""
        rows = self.shell("docker stats --no-stream --format '{{.Name}} {{.MemUsage}}'").splitlines()
        return ", ".join(row.partition("/")[0].replace("descent-drill-", "").replace("-1", "").strip() for row in rows)

    def clean(self) -> None:
        self.shell("docker compose down -v")
        shutil.rmtree(self.work)


def run(drill: Drill, commit: str, earlier: str) -> None:
    with drill.step("folder, secrets and settings, by the guide"):
        drill.prepare(commit)
    with drill.step("base images") as notes:
        notes.append(drill.get_images())
    build, start = drill.lines("start")
    with drill.step("built the images of the web and the runner"):
        drill.shell(build)
    with drill.step("started on empty volumes, all healthy"):
        drill.shell(start)
    with drill.step("no secret in the images"):
        drill.assert_no_secret_in_images()
    learner = drill.learner()
    with drill.step("signed up over HTTPS, confirmed the address by mail"):
        learner.sign_up(drill.mailbox)
        drill.assert_metrics_are_on(learner)
    with drill.step("submitted, verdict of the runner's container"):
        paths = [learner.submit(drill.solution())]
        learner.wait_for_pass(paths[0])
    with drill.step("a late verdict, mailed by worker-web"):
        drill.get_late_mail(learner)
    with drill.step("who reaches whom") as notes:
        notes.append(reach.compare(drill.stack(), drill.shell, own_address(), drill.mailbox.port))
    with drill.step("memory") as notes:
        notes.append(drill.memory())
    with drill.step("backed up, by the guide"):
        drill.follow("copy a backup")
    with drill.step("destroyed all volumes"):
        drill.shell("docker compose down -v")
    with drill.step("restored on empty volumes, by the guide"):
        drill.follow("restore")
    with drill.step("still signed in, verdicts are there, another verdict"):
        cookies = learner.browser.cookies
        learner = drill.learner()
        learner.browser.cookies = cookies
        drill.assert_rows_are_there(learner, paths)
        learner.wait_for_pass(learner.submit(drill.solution()))
    upgrade(drill, commit, earlier)


def upgrade(drill: Drill, commit: str, earlier: str) -> None:
    with drill.step(f"an older site, {earlier[:12]}, from nothing, a learner signed up"):
        drill.shell("docker compose down -v")
        drill.check_out(earlier)
        drill.shell("docker compose build\ndocker compose up -d --wait")
        learner = drill.learner()
        learner.sign_up(drill.mailbox)
        before = learner.submit(drill.solution())
        learner.wait_for_pass(before)
    with drill.step("two submissions wait"):
        drill.shell("docker compose stop worker-cpu")
        waiting = [learner.submit(drill.solution()) for _ in range(2)]
    with drill.step("updated, by the guide"):
        drill.check_out(commit)
        drill.follow("update")
    with drill.step("both graded, none lost"):
        for path in [before, *waiting]:
            learner.wait_for_pass(path)
        built = drill.shell("docker compose exec -T web printenv DESCENT_COMMIT")
        assert built == commit, f"the web was built from {built}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def own_address() -> str:
    """An address of this machine that isn't the loopback's. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, text=True, capture_output=True, check=True).stdout.strip()


def earlier_commit() -> str:
    """The newest tag, or else the first commit that has this drill; before that, the stack didn't start."""
    tag = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "HEAD~1"], cwd=ROOT, text=True, capture_output=True
    )
    if tag.returncode == 0:
        return git("rev-parse", f"{tag.stdout.strip()}^{{commit}}")
    return git("log", "--diff-filter=A", "--format=%H", "--", "tests/compose_drill/__main__.py").split()[-1]


def why_not() -> str:
    """Why it can't run here; empty if it can."""
    if os.geteuid():
        return "it needs root"
    if not (shutil.which("docker") or shutil.which("podman")):
        return "there's neither docker nor podman"
    if subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True).returncode:
        return "nobody may make namespaces here"
    if not (ROOT / ".git").exists():
        return "it needs a git checkout"
    for port in (80, 443):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError as error:
                return f"port {port}: {error}"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make compose-drill", description=__doc__)
    parser.add_argument("--from", dest="earlier", help="the version to update from (default: the newest tag)")
    parser.add_argument("--keep", action="store_true", help="leave the stack and its folder as they are at the end")
    parser.add_argument("--or-skip", action="store_true", help="succeed where it can't run, and say why")
    options = parser.parse_args()
    if reason := why_not():
        say(f"Skipped the Compose drill: {reason}." if options.or_skip else f"It can't run here: {reason}.")
        return 0 if options.or_skip else 1
    commit = git("stash", "create") or git("rev-parse", "HEAD")  # with what isn't committed yet
    resolve_here(HOST)
    with Mailbox() as mailbox:
        drill = Drill(mailbox)
        problem = ""
        try:
            run(drill, commit, options.earlier or earlier_commit())
        except (AssertionError, OSError, subprocess.CalledProcessError, KeyboardInterrupt) as error:
            problem = f"{type(error).__name__}: {error}"
        seconds = time.monotonic() - drill.start
        if not options.keep:
            drill.clean()
    say(f"FAILED after {seconds:.0f} s. {problem}" if problem else f"PASSED in {seconds:.0f} s.")
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
