"""How full the disk with DESCENT_VAR is."""

import shutil
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Sizes in bytes, without what the file system reserves for root."""

    free: int
    size: int

    @property
    def used_percent(self) -> int:
        """Round up, as df does.

        >>> DiskSpace(free=99, size=1000).used_percent
        91
        """
        return -(-100 * (self.size - self.free) // self.size)


def disk_space() -> DiskSpace:
    usage = shutil.disk_usage(settings.VAR)
    return DiskSpace(free=usage.free, size=usage.used + usage.free)
