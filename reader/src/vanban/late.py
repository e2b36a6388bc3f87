"""Patterns compiled when first used: most documents need few of them, and compiling all would cost more than reading a short one."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_ASKED = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn", "pattern", "flags")


class _Late:
    """Stands for a pattern; from the first use on its methods are those of the pattern itself."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({each: getattr(compiled, each) for each in _ASKED})
        return self.__dict__[name]


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, for use through its own methods (not as an argument of functions of `re`)."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))
