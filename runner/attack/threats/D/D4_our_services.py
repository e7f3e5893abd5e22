"""D4: Reach this host's own services: broker, database, Docker.

They listen where the worker needs them, often without a password, and a job put on the queue from here would be
believed. The attack starts such services itself, on a port, as a file and under an abstract name, and records who
connects.

+++
script = true
layers = ["seccomp", "netns", "mounts"]
+++
"""

import select
import socket
import tempfile
from pathlib import Path

SOURCE = """
import os
import socket

PORT, FILE, NAME = {port}, {file!r}, {name!r}
PLACES = [(socket.AF_INET, ("127.0.0.1", port)) for port in (PORT, 6379, 5432, 5672, 2375)]
PLACES += [(socket.AF_INET6, ("::1", port, 0, 0)) for port in (PORT, 6379, 5432)]
PLACES += [(socket.AF_UNIX, place) for place in (FILE, NAME, "/var/run/docker.sock", "/run/docker.sock",
           "/run/containerd/containerd.sock", "/run/postgresql/.s.PGSQL.5432", "/var/run/redis/redis.sock",
           "/run/systemd/private", "/run/dbus/system_bus_socket", "/dev/log", "/tmp/.X11-unix/X0")]
for family, place in PLACES:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            with socket.socket(family, kind) as channel:
                channel.settimeout(0.2)
                channel.connect(place)
                channel.send(b"PING\\r\\n")
                print("BREACH", place)
        except OSError:
            pass
if os.path.exists(FILE):
    print("BREACH the socket's file is here")


def double(x):
    return x * 2
"""


def attack(harness):
    file, name = str(Path(tempfile.gettempdir(), "service.sock")), "\0descent-attack-service"
    services = [socket.socket(socket.AF_INET), socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)]
    try:
        for service, place in zip(services, (("127.0.0.1", 0), file, name), strict=True):
            service.bind(place)
            service.listen()
        Path(file).chmod(0o777)
        attempt = harness.grade(SOURCE.format(port=services[0].getsockname()[1], file=file, name=name))
        if select.select(services, [], [], 0)[0]:
            return "a service of this host was called from the cell"
    finally:
        for service in services:
            service.close()
        Path(file).unlink(missing_ok=True)
    return attempt.breach
