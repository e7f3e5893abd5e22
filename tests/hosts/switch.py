"""A network switch between namespaces that loses, delays and reorders packets as it is told.

Each host has a TAP device, whose other end is here. So a lost packet is one that TCP must find out about by itself, as
on a real wire: nobody gets a reset or an error. The kernel's netem could delay and reorder, but many kernels lack it,
and it can't cut two hosts off from each other that both still reach a third.

It reads one rule a line from its standard input, as JSON, and answers each with a line.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

DEVICE = Path("/dev/net/tun")
_CLONE_NEWNET = 0x40000000
_TUNSETIFF, _IFF_TAP, _IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
_MAX_FRAME_BYTES = 65_536
_BROADCAST = b"\xff" * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """What happens to packets from one host to another. ``jump``: the share that overtakes those before it."""

    loss: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    jump: float = 0.0


CLEAR = LinkRule()


def mac(number: int) -> str:
    return f"02:00:00:00:00:{number:02x}"


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Be in a network namespace. An empty name is the one that this process is in."""
    if not namespace:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as home, open(f"/run/netns/{namespace}") as there:
        if libc.setns(there.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"can't enter the namespace {namespace}")
        try:
            yield
        finally:
            libc.setns(home.fileno(), _CLONE_NEWNET)


def open_tap(namespace: str, name: str) -> int:
    """Make a TAP device in a namespace, and return the end that this process reads and writes."""
    with inside(namespace):
        descriptor = os.open(DEVICE, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH14x", name.encode(), _IFF_TAP | _IFF_NO_PI))
    return descriptor


class Switch:
    """Carries frames between its ports: each is a host's name and TAP device. The host's MAC ends in its number."""

    def __init__(self, ports: dict[str, int]) -> None:
        self.ports, self.names = ports, list(ports)
        self.rules: dict[tuple[str, str], LinkRule] = {}
        self.waiting: list[tuple[float, int, int, bytes]] = []
        self.count = 0
        self.by_mac = {bytes.fromhex(mac(n).replace(":", "")): name for n, name in enumerate(self.names)}
        self.chance = random.Random(1)  # noqa: S311  repeatable, not secret

    def take(self, name: str) -> None:
        """Read all frames that a host has sent, and send each on, now or later."""
        with suppress(BlockingIOError, OSError):  # the device's host is down
            while frame := os.read(self.ports[name], _MAX_FRAME_BYTES):
                receiver = self.by_mac.get(frame[:6])
                if receiver is None and frame[:6] != _BROADCAST:
                    continue  # multicast, which nothing here uses
                for other in [receiver] if receiver else self.names:
                    if other != name:
                        self.carry(frame, name, other)

    def carry(self, frame: bytes, sender: str, receiver: str) -> None:
        rule = self.rules.get((sender, receiver), CLEAR)
        if rule is CLEAR:
            self.deliver(self.ports[receiver], frame)
        elif self.chance.random() >= rule.loss:
            jumps = self.chance.random() < rule.jump
            wait_s = 0.0 if jumps else max(0.0, rule.delay_s + rule.jitter_s * self.chance.uniform(-1, 1))
            self.count += 1
            heapq.heappush(self.waiting, (time.monotonic() + wait_s, self.count, self.ports[receiver], frame))

    def deliver_due(self) -> float | None:
        """Deliver what is due, and return how long the next frame still waits."""
        while self.waiting:
            rest_s = self.waiting[0][0] - time.monotonic()
            if rest_s > 0:
                return rest_s
            self.deliver(*heapq.heappop(self.waiting)[2:])
        return None

    @staticmethod
    def deliver(port: int, frame: bytes) -> None:
        with suppress(BlockingIOError, OSError):  # the receiver is down, or too slow, as on a wire
            os.write(port, frame)

    def obey(self, line: str) -> None:
        """Apply a rule: ``{"sender": …, "receiver": …}`` and the fields of a LinkRule."""
        fields = json.loads(line)
        link = fields.pop("sender"), fields.pop("receiver")
        rule = LinkRule(**fields)
        self.rules[link] = CLEAR if rule == CLEAR else rule

    def run(self) -> None:
        """Run until the standard input ends."""
        with selectors.DefaultSelector() as selector:
            for name, port in self.ports.items():
                selector.register(port, selectors.EVENT_READ, name)
            selector.register(sys.stdin, selectors.EVENT_READ, None)
            while True:
                for key, _ in selector.select(self.deliver_due()):
                    if key.data is not None:
                        self.take(key.data)
                    elif line := sys.stdin.readline():
                        self.obey(line)
                        print("ok", flush=True)  # noqa: T201  the answer
                    else:
                        return


def main() -> None:
    """The arguments are ports: NAME:NAMESPACE:DEVICE. The namespace may be empty."""
    switch = Switch({name: open_tap(space, tap) for name, space, tap in (port.split(":") for port in sys.argv[1:])})
    print("ok", flush=True)  # noqa: T201  the devices are there
    switch.run()


if __name__ == "__main__":
    main()
