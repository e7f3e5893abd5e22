"""D7: Share memory, semaphores and queues with other processes on the host.

System V objects outlive their owner, and POSIX queues are in a file system of their own. The test creates a segment on
the host that is open to everyone, and the submission looks for it.

+++
script = true
layers = ["seccomp", "ipcns"]
+++
"""

import ctypes

SOURCE = """
import ctypes
import os
import mmap

libc = ctypes.CDLL(None, use_errno=True)
KEY, ID = {key}, {id}
ATTEMPTS = {{
    "shmget": (KEY, 0, 0), "shmat": (ID, None, 0), "shmctl": (ID, 2, bytes(256)), "semget": (KEY, 1, 0o1666),
    "semop": (0, bytes(6), 1), "semctl": (0, 0, 12), "msgget": (KEY, 0o1666), "msgsnd": (0, bytes(16), 8, 0o4000),
    "msgrcv": (0, bytes(64), 8, 0, 0o4000), "mq_open": (b"/descent", 0o102, 0o600, None),
    "shm_open": (b"/d", 0o102, 0o600),
    "mq_unlink": (b"/descent",), "sem_unlink": (b"/d",),
}}
for name, arguments in ATTEMPTS.items():
    if getattr(libc, name)(*arguments) >= 0:
        print("BREACH", name)
for key in range(64):
    if libc.shmget(key, 4096, 0o1666) >= 0 or libc.msgget(key, 0o1666) >= 0:
        print("BREACH by key", key)
for attempt in (
    lambda: __import__("multiprocessing.shared_memory").shared_memory.SharedMemory(create=True, size=4096),
    lambda: __import__("multiprocessing").Queue(), lambda: __import__("multiprocessing").Lock(),
    lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_SHARED),
):
    try:
        attempt()
        print("BREACH", attempt)
    except (OSError, ImportError):
        pass


def double(x):
    return x * 2
"""


def attack(harness):
    libc = ctypes.CDLL(None, use_errno=True)
    key, create, everybody, remove = 0x0DE5CE47, 0o1000, 0o666, 0
    segment = libc.shmget(key, 4096, create | everybody)
    if segment < 0:
        return "this host gives no shared memory to look for"
    try:
        attempt = harness.grade(SOURCE.format(key=key, id=segment))
    finally:
        libc.shmctl(segment, remove, None)
    return attempt.breach
