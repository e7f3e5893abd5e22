"""D5: Meet another submission, or a service, under a free name that is no file.

Abstract unix sockets are names of a network namespace and obey no permission. Two cells at a time try to meet under
one, each ready to listen and to call.

+++
staged = true
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


def attack(stage):
    with ThreadPoolExecutor(2) as pool:
        attempts = list(pool.map(stage.grade, [SOURCE, SOURCE]))
    for attempt in attempts:
        if "BREACH" in attempt.report.output or not attempt.report.passed:
            return f"{attempt.report.verdict}: {attempt.report.message} {attempt.report.output}"
    return ""
