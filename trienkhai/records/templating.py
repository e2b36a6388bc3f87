"""A body's own .docx with placeholders: `{{ trich_yeu }}` in any paragraph, `{{ noi_dung }}` alone in one of its own.

Placeholders are plain names, nothing is executed. What a template asks is checked when it comes in: an unknown name is told with where it
stands, the nearest right one, and the list of all.
"""

from __future__ import annotations

import difflib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import docx
from django.utils.translation import gettext_lazy as _
from docx.oxml.ns import qn
from vanban.writing.docx import body_xml, legal, place_and_day

if TYPE_CHECKING:
    from vanban.writing.model import OfficialDocument

BODY = "noi_dung"
NAMES = {
    "co_quan_chu_quan": _("tên cơ quan chủ quản"),
    "co_quan_ban_hanh": _("tên cơ quan ban hành"),
    "so": _("số văn bản"),
    "ky_hieu": _("ký hiệu"),
    "so_ky_hieu": _("số và ký hiệu"),
    "dia_danh_ngay": _("địa danh và ngày, tháng, năm"),
    "ten_loai": _("tên loại văn bản"),
    "trich_yeu": _("trích yếu"),
    BODY: _("nội dung, đứng một mình trong một đoạn"),
    "noi_nhan": _("nơi nhận, mỗi nơi một dòng"),
    "tham_quyen": _("TM., KT., TL., TUQ., Q. kèm chức vụ được thay"),
    "chuc_vu": _("chức vụ người ký"),
    "ho_ten": _("họ tên người ký"),
}
NEEDED = ("so_ky_hieu", "dia_danh_ngay", BODY)
"""Without these nothing could be issued; `so` with `ky_hieu` stand for the first."""
_PLACE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}")
_P, _T, _R = qn("w:p"), qn("w:t"), qn("w:r")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a template: where, the words there, and the right name where one is near."""

    where: str
    words: str
    nearest: str


def faults(data: bytes) -> list[Fault]:
    """Everything wrong with the placeholders of a template, in the order of its paragraphs; then what it lacks."""
    found, seen = [], set()
    for where, paragraph in _paragraphs(docx.Document(io.BytesIO(data))):
        whole = _words(paragraph)
        for match in _PLACE.finditer(whole):
            name = match.group(1)
            seen.add(name)
            if name not in NAMES:
                near = difflib.get_close_matches(name.lower(), NAMES, 1, 0.6)
                found.append(Fault(where, match.group(0), near[0] if near else ""))
            elif name == BODY and whole.strip() != match.group(0):
                found.append(Fault(where, whole.strip()[:80], BODY))
        rest = _PLACE.sub("", whole)
        found += [Fault(where, rest.strip()[:80], "") for broken in [_BROKEN.search(rest)] if broken]
    if {"so", "ky_hieu"} <= seen:
        seen.add("so_ky_hieu")
    return found + [Fault("", "", name) for name in NEEDED if name not in seen]


def fill(data: bytes, document: OfficialDocument) -> bytes:
    """The template with the document in it; number and day stay blank while it has none."""
    made, values = docx.Document(io.BytesIO(data)), _values(document)
    for _where, paragraph in _paragraphs(made):
        whole = _words(paragraph)
        if whole.strip() and _PLACE.fullmatch(whole.strip()) and _PLACE.fullmatch(whole.strip()).group(1) == BODY:  # type: ignore[union-attr]
            for piece in body_xml(document, made.part):
                paragraph.addprevious(piece)
            paragraph.getparent().remove(paragraph)
        elif _PLACE.search(whole):
            _fill(paragraph, values)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _values(document: OfficialDocument) -> dict[str, str]:
    number, signer = document.number or "       ", document.signer
    return {
        "co_quan_chu_quan": (document.parent_issuer or "").upper(),
        "co_quan_ban_hanh": document.issuer.upper(),
        "so": number,
        "ky_hieu": document.symbol,
        "so_ky_hieu": f"{number}{'-' if document.party else '/'}{document.symbol}",
        "dia_danh_ngay": place_and_day(document),
        "ten_loai": document.type.upper(),
        "trich_yeu": document.title,
        "noi_nhan": "\n".join(f"- {line}" for line in document.recipients),
        "tham_quyen": (signer.authority or "").upper(),
        "chuc_vu": signer.role.upper(),
        "ho_ten": signer.name or "",
    }


def _paragraphs(made: Any) -> list[tuple[str, Any]]:
    """Every paragraph of the body, tables and text boxes included, then of headers and footers, with where it stands."""
    found = [(str(_("đoạn %(n)s") % {"n": at}), one) for at, one in enumerate(made.element.body.iter(_P), start=1)]
    for section in made.sections:
        for name, part in ((_("đầu trang"), section.header), (_("chân trang"), section.footer)):
            found += [(str(name), one) for one in part._element.iter(_P)]
    return found


def _words(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(_T))


def _fill(paragraph: Any, values: dict[str, str]) -> None:
    """Each placeholder, over however many runs Word cut it, replaced in the run where it begins."""
    while True:
        nodes = list(paragraph.iter(_T))
        found = next((match for match in _PLACE.finditer("".join(node.text or "" for node in nodes)) if match.group(1) in values), None)
        if found is None:
            return
        at, said = 0, legal_lines(values[found.group(1)])
        for node in nodes:
            text = node.text or ""
            first, last = max(found.start() - at, 0), min(found.end() - at, len(text))
            if first < last:
                _put(node, text[:first], said, text[last:])
                said = [""]
            at += len(text)


def legal_lines(words: str) -> list[str]:
    """Lines without what XML refuses, and without braces that would be taken for a placeholder again."""
    return [legal(line).replace("{{", "{ {") for line in words.split("\n")]


def _put(node: Any, before: str, lines: list[str], after: str) -> None:
    node.text = before + lines[0] + (after if len(lines) == 1 else "")
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    place = node
    for at, line in enumerate(lines[1:], start=2):
        gap, more = node.makeelement(qn("w:br")), node.makeelement(_T)
        more.text = line + (after if at == len(lines) else "")
        place.addnext(gap)
        gap.addnext(more)
        place = more
