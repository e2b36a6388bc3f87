"""What can go wrong, drawn as a tree. Every message is a Vietnamese sentence an official can act on.

VanbanError
├── UnreadableFile          the bytes are not a document this reader knows, or are damaged
│   ├── EmptyFile           nothing in it
│   ├── DamagedFile         truncated or inconsistent
│   ├── EncryptedFile       needs a password
│   ├── UnsupportedFormat   another kind of file (or a file whose content is not what its name says)
│   └── TooLarge            over the cap, or unpacks to far more than its size (zip bomb)
└── MissingProgram          an optional program is not installed; the message names the package
"""

from __future__ import annotations


class VanbanError(Exception):
    """Base of all errors of this library. `message` is Vietnamese, `code` is stable for programs."""

    code = "vanban"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnreadableFile(VanbanError):  # noqa: N818 - named by what is wrong with the file
    """The file cannot be read as a document."""

    code = "unreadable"


class EmptyFile(UnreadableFile):
    """Zero bytes, or no character of text."""

    code = "empty"


class DamagedFile(UnreadableFile):
    """Truncated or inconsistent content."""

    code = "damaged"


class EncryptedFile(UnreadableFile):
    """Protected by a password."""

    code = "encrypted"


class UnsupportedFormat(UnreadableFile):
    """Not one of the formats read here, whatever its name says."""

    code = "unsupported"


class TooLarge(UnreadableFile):
    """Over the size cap, or unpacking to far more than its size."""

    code = "too-large"


class MissingProgram(VanbanError):  # noqa: N818 - as above
    """An optional program is needed and absent; the message names the Debian package."""

    code = "missing-program"
