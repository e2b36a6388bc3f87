"""Python's collector of cycles, told to wait.

It starts whenever some hundred objects were made and goes through all there are. A reading makes very many that all stay, and no cycles:
the collector found nothing and took a tenth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def waiting() -> Iterator[None]:
    """No collection within; afterwards as it was, also for other threads and after an error."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
