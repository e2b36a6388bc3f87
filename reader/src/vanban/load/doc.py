""".doc of old Word: through LibreOffice to .docx, which keeps list numbers, tables and fonts; words alone through catdoc."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

from vanban.errors import DamagedFile, EncryptedFile, VanbanError
from vanban.late import late
from vanban.load import programs
from vanban.load.base import WHOLE, Parts, Piece, Wanted
from vanban.load.docx import load_docx

SECONDS = 120.0
_FIB = 512
_WORD = (b"\xec\xa5", b"\xdc\xa5")
_SAFE = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_ITEM = '<item oor:path="/%s"><prop oor:name="%s" oor:op="fuse"><value>%s</value></prop></item>'
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM % item for item in _SAFE)
    + "</oor:items>"
)
_CELLS = late(r"\t+")


def load_doc(data: bytes, wanted: Wanted = WHOLE) -> Parts:
    """Pieces of a .doc. Raises EncryptedFile, DamagedFile, MissingProgram."""
    if _encrypted(data):
        raise EncryptedFile("Tệp .doc được đặt mật khẩu. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại.")
    office, plain = programs.find("soffice"), programs.find("catdoc")
    if office is None and plain is None:
        raise programs.missing(
            "Tệp ở định dạng Word cũ (.doc), cần LibreOffice hoặc catdoc để đọc. Hãy lưu thành .docx rồi gửi lại.",
            "libreoffice-writer-nogui (giữ số mục, bảng) hoặc: apt install catdoc (chỉ chữ)",
        )
    if wanted.head and plain is not None:
        return _words_only(data, plain)
    if office is not None:
        try:
            return load_docx(convert(data, "doc", office))
        except VanbanError:
            if plain is None:
                raise
    return _words_only(data, str(plain))


def _encrypted(data: bytes) -> bool:
    """The flag of the file's own head; the head stands in the first sector in all files that Word writes."""
    if data[_FIB : _FIB + 2] not in _WORD or len(data) < _FIB + 12:
        return False
    (flags,) = struct.unpack_from("<H", data, _FIB + 10)
    return bool(flags & 0x0100)


def convert(data: bytes, kind: str, office: str) -> bytes:
    """The file as .docx, converted with a profile of its own that runs no macros and follows no links."""
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        home = Path(folder)
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given = home / f"van-ban.{kind}"
        given.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home), str(given)),
        ]
        programs.run(command, seconds=SECONDS, cwd=home, environment={"HOME": str(home)})
        made = home / "van-ban.docx"
        if not made.exists():
            raise DamagedFile("LibreOffice không mở được tệp .doc, tệp có thể bị hỏng. Hãy mở bằng Word, lưu thành .docx rồi gửi lại.")
        return made.read_bytes()


def _words_only(data: bytes, program: str) -> Parts:
    with tempfile.TemporaryDirectory(prefix="vanban-") as folder:
        given = Path(folder) / "van-ban.doc"
        given.write_bytes(data)
        text = programs.run([program, "-w", "-d", "utf-8", str(given)], seconds=30).decode("utf-8", errors="replace")
    pieces = [
        Piece(part.strip(), paragraph=at)
        for at, line in enumerate(text.replace("\x0c", "\n").split("\n"))
        for part in _CELLS.split(line)
        if part.strip()
    ]
    if _has_lists(data):
        pieces.append(Piece("[Số thứ tự tự động của tệp .doc chưa đọc được: máy chủ cần libreoffice-writer-nogui]", kind="furniture"))
    return Parts(pieces)


def _has_lists(data: bytes) -> bool:
    """Whether the file keeps a table of lists (lcbPlfLst of its head)."""
    if data[_FIB : _FIB + 2] != _WORD[0] or len(data) < _FIB + 0x2EA:
        return False
    (size,) = struct.unpack_from("<I", data, _FIB + 0x2E6)
    return bool(size)
