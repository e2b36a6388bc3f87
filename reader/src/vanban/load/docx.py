""".docx: the archive, its limits, and its stories in reading order."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from vanban.errors import DamagedFile, EncryptedFile, TooLarge, UnsupportedFormat
from vanban.late import late
from vanban.load import numbering, styles
from vanban.load.base import Parts, Piece
from vanban.load.page import PAGE_NUMBER
from vanban.load.wordstory import Story
from vanban.load.wordtokens import tokens

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_MEMBERS = 10_000
MAX_EDGES = 40
"""Headers and footers that are read; files with one a section repeat themselves."""
_LEGACY = late(rb"[\"'](?:\.[Vv][Nn]|VNI-|Vni-)")
_EDGE = late(r"word/(header|footer)\d*\.xml")
_DAMAGED = "Tệp .docx bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Word, lưu lại rồi gửi lại."


def load_docx(data: bytes) -> Parts:
    """Pieces of a .docx. Raises DamagedFile, EncryptedFile, TooLarge, UnsupportedFormat."""
    archive = open_archive(data, ".docx")
    document = read_part(archive, "word/document.xml")
    if document is None:
        raise UnsupportedFormat("Tệp không phải văn bản Word (.docx). Hãy mở bằng Word, lưu thành .docx rồi gửi lại.")
    style_part = read_part(archive, "word/styles.xml") or b""
    named = read_part(archive, "word/fontTable.xml")
    fonts = _LEGACY.search(style_part) is not None or _LEGACY.search(named if named is not None else document) is not None
    story = Story(numbering.parse(_tree(read_part(archive, "word/numbering.xml"))), styles.parse(_tree(style_part)), fonts=fonts)
    story.read(tokens(document, "tệp .docx"))
    for part in ("footnote", "endnote"):
        notes = read_part(archive, f"word/{part}s.xml")
        if notes is not None:
            story.read(tokens(notes, "tệp .docx"), part)
    _page_parts(archive, story)
    scheme = max(story.schemes, key=lambda name: story.schemes[name], default="unicode")
    return Parts(story.pieces, encoding=scheme)


def _page_parts(archive: zipfile.ZipFile, story: Story) -> None:
    """What is printed at the edges of every page, behind all that is read: the same words once, numbers of pages not at all."""
    body = story.pieces
    seen: set[str] = set()
    edges = [found for found in map(_EDGE.fullmatch, archive.namelist()) if found is not None]
    for edge in sorted(edges, key=lambda found: found[0])[:MAX_EDGES]:
        story.pieces = []
        story.read(tokens(read_part(archive, edge[0]) or b"", "tệp .docx"), edge[1])
        for piece in story.pieces:
            words = piece.text.strip()
            if words and words not in seen and PAGE_NUMBER.match(words) is None:
                seen.add(words)
                body.append(Piece(words, "furniture", piece.part, piece.paragraph, bold=piece.bold, align=piece.align))
    story.pieces = body


def open_archive(data: bytes, kind: str) -> zipfile.ZipFile:
    """The archive of a .docx or .odt, refused when it unpacks to far more than its size or is locked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedFile(_DAMAGED.replace(".docx", kind)) from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or (unpacked > 20_000_000 and unpacked > MAX_RATIO * max(len(data), 1)):
        raise TooLarge(f"Tệp {kind} giải nén ra quá lớn so với dung lượng, có thể là tệp gây hại. Hãy lưu lại từ Word rồi gửi lại.")
    if any(member.filename == "EncryptedPackage" or member.flag_bits & 1 for member in members):
        raise EncryptedFile(f"Tệp {kind} được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One member, None when it is not there."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except RuntimeError as error:
        raise EncryptedFile("Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise DamagedFile(_DAMAGED) from error


def _tree(raw: bytes | None) -> Any:
    if not raw:
        return None
    try:
        return etree.fromstring(
            raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
        )
    except etree.XMLSyntaxError as error:
        raise DamagedFile("Nội dung tệp .docx bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi lại.") from error
