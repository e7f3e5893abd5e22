"""Read Compose files as `docker compose` does: merge them, and put in the variables of `.env`."""

import os
import re
from pathlib import Path
from typing import Any, cast

import yaml

Service = dict[str, Any]
_VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<text>[^}]*))?\})")


class MissingVariableError(ValueError):
    """A variable that a file requires is in no environment."""


class _Loader(yaml.SafeLoader):
    pass


class _Reset:
    """Compose's `!reset`: what an earlier file says doesn't count."""


_Loader.add_constructor("!reset", lambda loader, node: _Reset())


class Stack:
    """The services, volumes and networks of the files that COMPOSE_FILE names in a folder."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.environment = read_env_file(self.folder / ".env") | (os.environ if environment is None else environment)
        content: dict[str, Any] = {}
        for name in self.environment.get("COMPOSE_FILE", "docker-compose.yml").split(":"):
            loaded = yaml.load((self.folder / name).read_text(encoding="utf-8"), _Loader)  # noqa: S506  a SafeLoader
            content = _merged(content, loaded)
        self.project = self.environment.setdefault("COMPOSE_PROJECT_NAME", str(content["name"]))
        content = _interpolated(content, self.environment)
        self.services: dict[str, Service] = content["services"]
        self.networks: dict[str, Any] = content["networks"]
        self.volumes: dict[str, Any] = content["volumes"]
        self.secrets: dict[str, Any] = content["secrets"]

    def default_services(self) -> list[str]:
        """Those that start without a profile."""
        return [name for name, service in self.services.items() if not service.get("profiles")]

    def with_dependencies(self, names: list[str]) -> list[str]:
        """These and what they need, in an order in which they can start."""
        order: list[str] = []

        def visit(name: str) -> None:
            for needed in self.services[name].get("depends_on", {}):
                visit(needed)
            if name not in order:
                order.append(name)

        for name in names:
            visit(name)
        return order

    def container_environment(self, name: str) -> dict[str, str]:
        service = self.services[name]
        file = read_env_file(self.folder / service["env_file"]) if "env_file" in service else {}
        own: dict[str, str] = service.get("environment", {})
        return file | own

    def peers(self, name: str) -> set[str]:
        """The services that this one can open a connection to."""
        own = set(self.services[name].get("networks", []))
        return {
            peer
            for peer, service in self.services.items()
            if peer != name and own.intersection(service.get("networks", []))
        }

    def has_internet(self, name: str) -> bool:
        """Whether a network of the service leads outside."""
        networks = self.services[name].get("networks", [])
        return any(not (self.networks[network] or {}).get("internal") for network in networks)


def read_env_file(path: Path) -> dict[str, str]:
    """The variables in a file of lines NAME=value. Empty where there is none."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _merged(earlier: Any, later: Any) -> Any:
    if isinstance(earlier, dict) and isinstance(later, dict):
        merged = earlier | {
            key: _merged(earlier[key], value) if key in earlier else value for key, value in later.items()
        }
        return {key: value for key, value in merged.items() if not isinstance(value, _Reset)}
    return earlier + later if isinstance(earlier, list) and isinstance(later, list) else later


def _interpolated(value: Any, environment: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _interpolated(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [_interpolated(item, environment) for item in value]
    return _VARIABLE.sub(lambda match: _value(match, environment), value) if isinstance(value, str) else value


def _value(match: re.Match[str], environment: dict[str, str]) -> str:
    if match["dollar"]:
        return "$"
    given = environment.get(match["name"], "")
    if not given and match["kind"] == ":?":
        raise MissingVariableError(f"{match['name']}: {match['text']}")
    return given or (cast(str, match["text"]) if match["kind"] == ":-" else "")
