"""Python's collector of cycles, held back while an article is read and looked at."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection inside; what was in force before is in force again behind it, also after an exception.

    One article makes few cycles and many objects that live: the collector would walk them, and the whole registry,
    again and again for nothing.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
