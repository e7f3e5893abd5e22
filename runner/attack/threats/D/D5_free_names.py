"""D5: Meet another submission, or a service, under a name outside the file system.

Abstract unix sockets belong to a network namespace and have no permissions. Two cells at a time try to meet under one
name, each ready to listen and to connect.

+++
script = true
layers = ["seccomp", "netns", "landlock"]
+++
"""

from concurrent.futures import ThreadPoolExecutor

SOURCE = """
import socket
import time

for _ in range(40):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        for act in ("bind", "connect"):
            try:
                channel = socket.socket(socket.AF_UNIX, kind)
                getattr(channel, act)("\\0descent-meeting")
                print("BREACH", act)
                time.sleep(0.2)
            except OSError:
                pass
    time.sleep(0.01)


def double(x):
    return x * 2
"""


def attack(harness):
    with ThreadPoolExecutor(2) as pool:
        attempts = list(pool.map(harness.grade, [SOURCE, SOURCE]))
    return next((attempt.breach for attempt in attempts if attempt.breach), "")
