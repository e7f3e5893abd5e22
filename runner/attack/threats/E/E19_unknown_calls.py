"""E19: Make system calls that nobody has thought of, or that do not exist yet.

A list of forbidden calls is out of date with the next kernel. Ours lists the allowed calls, so new ones are answered
as if they didn't exist.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]

[part]
"the two that the kernel lets through every filter, for its own probes" = { verdict = ["error", "passed"] }
+++
"""

USED = (436, 439)  # close_range, faccessat2


def silently(expected, numbers, *arguments):
    """Many at once; BREACH for the first that is answered otherwise."""
    for number in numbers:
        ctypes.set_errno(0)
        result = libc.syscall(number, *(ctypes.c_ulong(a) for a in arguments))
        code = errno.errorcode.get(ctypes.get_errno(), "an unknown error") if result == -1 else "done"
        if code != expected:
            print("BREACH", number, "came to", code, "instead of", expected)
            return
    print("none of", len(numbers))


# %% the newest
silently("ENOSYS", [number for number in range(424, 1024) if number not in (*USED, 425)])
silently("ENOSYS", [number for number in range(424, 1024) if number not in (*USED, 425, 435)], 2**64 - 1, 0, 0, 0, 0, 0)
# %% those that never were
silently("ENOSYS", [9999, 10**6, 2**24, 2**29, 1024, 4095])
# %% old ones that a program which computes does not need
if platform.machine() == "x86_64":
    OLD = """
        30 31 36 37 38 40 42 43 44 45 46 47 48 49 50 51 52 54 55 64 65 66 67 68 69 70 71 78 81 85 97 103 111 113
        114 121 122 123 124 129 132 134 136 139 140 142 143 145 146 147 148 150 152 153 154 156 158 159 163
        164 167 168 169 170 171 172 173 174 175 176 177 178 179 180 181 182 183 184 185 187 188 189 190 191 192
        193 194 195 196 197 198 199 205 206 207 208 209 210 211 212 213 214 215 216 220 222 223 224 225 226 227
        233 235 236 237 238 239 240 241 242 243 244 245 246 251 252 253 254 255 256 261 275 276 278 279 280
        282 283 284 286 287 288 289 290 291 294 295 296 297 299 300 301 303 304 305 307 312 313 314 315 317
        320 325 326 327 328 329 330 331 333
    """
    silently("ENOSYS", [int(number) for number in OLD.split()], 2**64 - 1, 2**64 - 1)
    silently("ENOSYS", range(337, 424))
# %% the two that the kernel lets through every filter, for its own probes
if platform.machine() == "x86_64":
    for number in (335, 336):  # uretprobe, uprobe: whoever calls them is no probe and dies, since 6.14 and 6.18
        print(number, "came to", libc.syscall(number, 0, 0))
