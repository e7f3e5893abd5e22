"""Move the zygote's heap to huge pages, where the kernel can (Linux 6.1)."""

from __future__ import annotations

import ctypes

from .kernel import libc

_HUGE_PAGE, _MADV_COLLAPSE = 2**21, 25


def gather_in_huge_pages(maps: str) -> None:
    """Collapse what ``maps`` (/proc/self/maps) lists of the heap into pages of 2 MiB.

    A fork then copies 500 times fewer entries of the page table. A cell that writes to one still copies only 4 KiB.
    """
    for line in maps.splitlines():
        place, mode, _, _, inode = line.split()[:5]
        low, high = (int(number, 16) for number in place.split("-"))
        for address in range(-(-low // _HUGE_PAGE) * _HUGE_PAGE, high - _HUGE_PAGE + 1, _HUGE_PAGE):
            if mode == "rw-p" and inode == "0":
                libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(_HUGE_PAGE), _MADV_COLLAPSE)
