"""An upload kept in memory only: nothing of a file touches the disk before it has been looked at."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class InMemoryHandler(FileUploadHandler):
    """Keeps at most one byte more than the cap, so that the service can say "too large"; the rest is read and thrown away."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.buffer = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what still fits."""
        del start
        room = settings.UPLOAD_MAX_BYTES + 1 - self.buffer.tell()
        self.buffer.write(raw_data[: max(0, room)])

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, in memory."""
        del file_size
        size = self.buffer.tell()
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            self.buffer, self.field_name, self.file_name or "", self.content_type or "", size, self.charset, self.content_type_extra
        )
