"""Outline nodes with the blocks that are their own and the label lines among them: what tasks are assembled from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vanban.find.closing import LISTED, lost_list
from vanban.labels import LabelLine, label_lines
from vanban.late import late
from vanban.outline import walk
from vanban.types import Block, OutlineNode

_MONTH_LINE = late(r"(?:Tháng|THÁNG) \d{1,2}(?:\s*[/-]\s*\d{4}|,? năm \d{4})?\s*[:.]?$")
_WHOLE = frozenset({"section", "part", "chapter", "article", "annex"})
_FORM = late(r"ĐỀ CƯƠNG|Đề cương|BIỂU MẪU|Biểu mẫu|MẪU |Mẫu số|BIỂU SỐ|THỐNG KÊ|DANH SÁCH|Danh sách")
_CLOSING = late(
    r"Trên đây là|Chỉ thị này|Quyết định này|Kế hoạch này|Nghị quyết này|Chương trình này"
    r"|Công điện này|Hướng dẫn này|Thông báo này|Nhận được|Thông báo để|Xin trân trọng|Trân trọng|Ngoài việc thực hiện các nội dung"
    r"|Trong quá trình (?:tổ chức |triển khai )?(?:thực hiện|triển khai)[^.]{0,60}(?:nếu|có|phát sinh|vướng|khó)"
    r"|(?:Yêu cầu|Đề nghị)(?: Thủ trưởng| các| Giám đốc| Chủ tịch| Lãnh đạo)[^.]{3,260}(?:nghiêm túc"
    r"|triển khai thực hiện|tổ chức thực hiện)[^.]{0,80}\.?/?\.?$"
    r"|[^.;:]{0,90}(?:yêu cầu|đề nghị) (?:các|Thủ trưởng|Giám đốc|Chủ tịch|Hiệu trưởng"
    r"|Lãnh đạo)[^.]{3,300}(?:nghiêm túc|khẩn trương|nêu cao)[^.]{0,120}"
    r"|(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Thủ tướng|Chủ tịch|Bộ|Sở|Ban)[^.;:]{2,60} (?:yêu cầu"
    r"|đề nghị) (?:các|Thủ trưởng|Giám đốc|Chủ tịch|Lãnh đạo)"
    r"(?!.{0,400}?(?:định kỳ|(?:hằng|hàng) (?:tuần|tháng|quý|năm)|[Qq]uý [IV]|từ (?:ngày|tháng)))"
    r"|Căn cứ (?:Kế hoạch|nội dung|Chỉ thị|Công điện|Chương trình|ý kiến chỉ đạo)[^.;]{0,30}(?:này"
    r"|trên)[,\s]|Các nội dung(?:, nhiệm vụ)? (?:cụ thể|khác)"
)
_LAST_WORDS = late(r"(?:nghiêm túc|khẩn trương|triển khai|tổ chức|quan tâm|biết)[^.]{0,60}(?:thực hiện|phối hợp)[^.]{0,50}\./\.$")


def is_closing(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is the document's own last word ("Trên đây là …, yêu cầu … thực hiện./.") and assigns nothing."""
    if _CLOSING.match(text, start, end):
        return end - start > _LONGEST_DATED or _DATED.search(text, start, end) is None
    return end - start < 320 and text.endswith("./.", start, end) and bool(_LAST_WORDS.search(text, max(start, end - 180), end))


# A last word with a day of its own asks for something after all.
_DATED = late(r"(?:yêu cầu|đề nghị) [^.]{3,300}(?:trước|chậm nhất|muộn nhất|xong|hạn)[^.]{0,12} (?:ngày|tháng) ?\d")
_LONGEST_DATED = 700
_ASIDE = late(
    r"\W*(?:MỤC ĐÍCH"
    r"|YÊU CẦU(?! (?:CÁC|THỦ TRƯỞNG|GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG|ỦY BAN|UỶ BAN|UBND|SỞ|BỘ|CÔNG AN|TRƯỞNG) )"
    r"|MỤC TIÊU|CHỈ TIÊU|QUAN ĐIỂM|TÌNH HÌNH|KẾT QUẢ|THỰC TRẠNG|ĐỐI TƯỢNG"
    r"|PHẠM VI|CĂN CỨ(?![^,]*,)|SỰ CẦN THIẾT|ĐÁNH GIÁ CHUNG|ƯU ĐIỂM|TỒN TẠI|NGUYÊN NHÂN|BỐI CẢNH|ĐẶC ĐIỂM"
    r"|GIẢI THÍCH TỪ NGỮ|QUÁ TRÌNH (?:XÂY DỰNG|SOẠN THẢO|CHUẨN BỊ)|CƠ SỞ PHÁP LÝ|CƠ SỞ CHÍNH TRỊ"
    r"|NỘI DUNG (?:KIỂM TRA|THANH TRA|GIÁM SÁT|BÁO CÁO)|HẠN CHẾ|VI PHẠM"
    r"|KHUYẾT ĐIỂM|KẾT LUẬN VỀ|NHẬN XÉT)(?!\w)"
)
_WORK = late(r"NHIỆM VỤ|GIẢI PHÁP|BIỆN PHÁP|TỔ CHỨC THỰC HIỆN|YÊU CẦU (?:VỀ )?(?:THỰC HIỆN|TRIỂN KHAI|ĐỐI VỚI)")


@dataclass(slots=True)
class Item:
    """An outline node, its ancestors, its own blocks (without those of its sub-items), its label lines and its sub-items."""

    node: OutlineNode
    above: tuple[OutlineNode, ...]
    own: Sequence[Block]
    lines: Sequence[LabelLine]
    kids: Sequence[Item]
    spent: bool = False
    aside: bool = False
    month: Block | None = None
    """The unlabelled line "Tháng 9:" that the item stands under."""


def items(text: str, blocks: Sequence[Block], outline: Sequence[OutlineNode]) -> list[Item]:
    """All items in reading order, label lines given to the item they speak of."""
    body = [b for b in blocks if b.table is None and b.kind != "furniture" and b.part == "body"]
    months = [b for b in body if _MONTH_LINE.match(text, b.start, b.end)]
    if not months:
        return list(_gather(text, body, outline))
    starts = {month.start for month in months}
    out = list(_gather(text, [b for b in body if b.start not in starts], outline))
    _under_months(out, months)
    return out


def _under_months(out: Sequence[Item], months: Sequence[Block]) -> None:
    """Give the items the line "Tháng 9:" above them, up to the next section."""
    whole = 0
    starts = [month.start for month in months]
    for item in out:
        if item.node.kind in _WHOLE:
            whole = item.node.start
        else:
            before = bisect_left(starts, item.node.start) - 1
            item.month = months[before] if before >= 0 and starts[before] > whole else None


def _gather(text: str, body: Sequence[Block], outline: Sequence[OutlineNode]) -> Iterator[Item]:
    end = min(next((b.start for b in body if LISTED.match(text, b.start, b.end)), len(text) + 1), lost_list(text, body) or len(text) + 1)
    # Behind Nơi nhận, labels stand only in annexes and in what the document encloses.
    annex = next((n.start for n, _ in walk(outline) if n.start >= end), len(text) + 1) if end <= len(text) else end
    path: list[tuple[Item, list[Item]]] = []
    addressed = addressed_to(text, body)
    at = form_end = 0
    for node, above in walk(outline):
        while at < len(body) and body[at].start < node.start:
            at += 1
        limit = node.children[0].start if node.children else node.end
        own: list[Block] = []
        while at < len(body) and body[at].start < limit:
            if body[at].start < end or body[at].start >= annex:
                own.append(body[at])
            at += 1
        if node.kind == "annex":
            form_end = node.end if _FORM.search(text, node.start, min(node.end, node.start + 220)) else form_end
            own = _behind_title(text, own)
        if end <= node.start < annex or node.start < max(form_end, addressed):
            # Behind the signature, in annexes that are forms to fill in, and before the letter begins, nothing is assigned to anyone.
            own = []
        lines = [line for block in own for line in label_lines(text, block.start, block.end)]
        kids: list[Item] = []
        item = Item(node, above, tuple(own), lines or (), kids if node.children else ())
        _close(path, len(above))
        item.aside = _is_aside(node) or bool(path and path[-1][0].aside)
        if path:
            path[-1][1].append(item)
        path.append((item, kids))
        yield item
    _close(path, 0)


def _close(path: list[tuple[Item, list[Item]]], depth: int) -> None:
    """Label lines find the item they speak of, as soon as all that stands under it is known."""
    while len(path) > depth:
        item, _ = path.pop()
        if item.kids:
            _lift_dashed(item)
            _lift_last(item)


def addressed_to(text: str, body: Sequence[Block]) -> int:
    """Where the list of those whom a letter is addressed to ends: the dashes behind "Kính gửi:", or "CHỦ TỊCH … điện:"."""
    at = next((at for at, block in enumerate(body[:_HEADER]) if _addresses(text, block)), None)
    if at is None:
        return 0
    for block in body[at + 1 : at + 1 + _HEADER]:
        if text[block.start] not in "-–+" and not text[block.start].islower():
            return block.start
    return 0


_HEADER = 60


def _addresses(text: str, block: Block) -> bool:
    return text.startswith("Kính gửi", block.start) or text.endswith((" điện:", " ĐIỆN:"), block.start, block.end)


def _behind_title(text: str, own: list[Block]) -> list[Block]:
    """An annex's paragraphs without the lines of its title."""
    for at, block in enumerate(own[:12]):
        if text[block.start] == "(" and "èm theo" in text[block.start : block.end]:
            return own[at + 1 :]
    at = next((at for at, block in enumerate(own) if text[block.end - 1] in ".;:"), len(own))
    return own[at:]


def _is_aside(node: OutlineNode) -> bool:
    """Whether an item is "Mục đích, yêu cầu" and the like, under which nothing is assigned."""
    if node.kind == "dash" or len(node.heading) > 120:
        return False
    title = node.heading.upper()
    return _ASIDE.match(title) is not None and _WORK.search(title) is None


def _is_labelled_dash(kid: Item) -> bool:
    return kid.node.kind == "dash" and bool(kid.lines) and kid.lines[0].start <= kid.node.start + 4


def _lift_dashed(item: Item) -> None:
    """Label lines that are themselves dashes belong to the item above, or to the dash before them when they repeat."""
    labelled = [kid for kid in item.kids if _is_labelled_dash(kid)]
    if not labelled or (item.node.kind == "section" and len(labelled) * 2 < len(item.kids)):
        # Under a whole section, one dash that tells the time does not tell it of all the others.
        return
    roles = [role for kid in labelled for role in {line.role for line in kid.lines}]
    repeated = any(roles.count(role) > 1 for role in ("lead", "execute", "time"))
    owner, lines = item, list(item.lines)
    for kid in item.kids:
        if _is_labelled_dash(kid):
            lines += kid.lines
            kid.lines, kid.own, kid.spent = (), (), True
        elif repeated and kid.node.kind == "dash":
            owner.lines = lines
            owner, lines = kid, list(kid.lines)
    owner.lines = lines


def _lift_last(item: Item) -> None:
    """Label lines under the last of several dashes speak of all of them when no other dash has its own."""
    last = item.kids[-1]
    if last.node.kind != "dash" and not (last.node.kind == "point" and len(item.kids) > 1):
        return
    if not last.lines or any(kid.lines for kid in item.kids[:-1]) or (len(item.kids) == 1 and _says_more(item)):
        return
    below = [line for line in last.lines if not any(b.start <= line.start < b.end for b in last.own[:1])]
    if below and len(below) == len(last.lines):
        item.lines = [*item.lines, *below]
        last.lines = ()


def _says_more(item: Item) -> bool:
    return bool(item.lines)


def after_label(text: str, node: OutlineNode) -> int:
    """Where an item's words begin, behind its label."""
    found = text.find(node.heading, node.start, node.start + len(node.label) + len(node.heading) + 8) if node.heading else -1
    return found if found >= 0 else node.start + len(node.label)
