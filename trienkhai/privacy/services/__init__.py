"""Writing: copies of somebody's data, erasure, and what is past its term."""

from trienkhai.privacy.services.copying import Written, ask_copy, ask_copy_for, take_copy
from trienkhai.privacy.services.erasing import erase_person, preview_erasure, refuse_erasure
from trienkhai.privacy.services.retaining import retain

__all__ = ["Written", "ask_copy", "ask_copy_for", "erase_person", "preview_erasure", "refuse_erasure", "retain", "take_copy"]
