"""E2: Put a key on a keyring that outlives the process.

Keyrings belong to a user id, not to a namespace. isolate let every call pass for twelve years, and had to forbid this
one in 2024: two submissions under one id could pass each other messages.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

THREAD, PROCESS, SESSION, USER, USER_SESSION = (2**32 - n for n in range(1, 6))

# %% add
for ring in (THREAD, PROCESS, SESSION, USER, USER_SESSION):
    answers("EPERM", "add_key", b"user", b"descent", b"left here", 9, ring)
    answers("EPERM", "add_key", b"keyring", b"descent", None, 0, ring)
# %% ask for one
answers("EPERM", "request_key", b"user", b"descent", None, USER)
answers("EPERM", "request_key", b"user", b"descent", b"callout", SESSION)
# %% look
for operation in range(33):
    answers("EPERM", "keyctl", operation, USER, 0, 0, 0)
