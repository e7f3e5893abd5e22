"""Who reaches whom: what the networks of the Compose file say, compared with what the containers can do."""

import json
import shlex
from collections.abc import Callable

from tests.compose_drill.stack import Stack

PORTS = {"web": 8000, "postgres": 5432, "redis": 6379, "cache": 6379, "proxy": 443}
CONNECT = """
import json, socket, sys
def opens(host, port):
    try:
        socket.create_connection((host, port), timeout=3).close()
        return True
    except OSError:
        return False
print(json.dumps([name for name, host, port in json.loads(sys.argv[1]) if opens(host, port)]))
"""


def compare(stack: Stack, shell: Callable[[str], str], outside: str, outside_port: int) -> str:
    """Try every pair, by name and by every address. Raises AssertionError if one differs. ``outside`` is an address
    that only the networks with a way out lead to.
    """
    names = [name for name in stack.default_services() if "build" in stack.services[name]]
    running = [name for name in names if stack.services[name].get("restart") != "no"]
    addresses = {name: _addresses(stack, shell, name) for name in PORTS}
    count = 0
    for name in running:
        targets = [
            (peer, host, port) for peer, port in PORTS.items() if peer != name for host in (peer, *addresses[peer])
        ]
        targets.append(("outside", outside, outside_port))
        script = f"docker compose exec -T {name} python -c {shlex.quote(CONNECT)} {shlex.quote(json.dumps(targets))}"
        reached = set(json.loads(shell(script)))
        expected = stack.peers(name) & PORTS.keys() | ({"outside"} if stack.has_internet(name) else set())
        assert reached == expected, f"{name} reaches {sorted(reached)}, and should reach {sorted(expected)}"
        count += len(targets)
    runner = ", ".join(sorted(stack.peers("worker-cpu") & PORTS.keys()))
    return f"{count} connections tried; the runner reaches {runner}"


def _addresses(stack: Stack, shell: Callable[[str], str], name: str) -> list[str]:
    template = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}"
    return shell(f"docker inspect --format '{template}' {stack.project}-{name}-1").split()
