"""A lock on an open file that the system gives back when its process dies, however it dies."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    # Windows refuses to read what another process has locked, so the lock lies far behind the end of the file.
    _BEHIND = 1 << 40

    def lock(handle: int) -> bool:
        """Locks the file behind a descriptor; False when another one holds it. Never waits."""
        try:
            os.lseek(handle, _BEHIND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(handle: int) -> bool:
        """Locks the file behind a descriptor; False when another one holds it. Never waits.

        Raises `OSError` on a file system that has no locks.
        """
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
