"""One unit's name in running text: a head ("Sở", "các đơn vị"), then capitals, names of fields and the few lower-case phrases that names hold.

The tables are looked up by their first word, so the cost does not grow with their length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vanban.data.tables import table
from vanban.late import late

_WORD = late(r"[^\W_]+(?:[&./][^\W_]+)*(?:,(?=[A-ZĐ]{2})[A-ZĐ&]+)?")
_LETTERS = late(r"[^\W_]+")
_SPACES = late(r"[ \u00a0]*")
_QUANTIFIER = late(
    r"(?:[Qq]uý(?=\s+(?:[Cc]ơ |[Đđ]ơn vị|[Bb]an|[Ss]ở|[Nn]gành|[Pp]hòng|[Tt]rường|[Cc]ông ty|[Dd]oanh nghiệp|[Hh]ội|[Tt]ổ chức|[Đđ]ịa phương))|[Cc]ác|[Nn]hững|[Mm]ọi|[Tt]oàn thể|[Tt]ất cả(?: các)?|[Tt]ừng|[Mm]ỗi|CÁC)(?: (?:đồng chí|đ/c))?\s+"
)
_QUANTIFIER_LETTERS = frozenset("cCnNmMtTqQ")
_DASH = late(r" ?[-–—] ?(?=[A-ZĐÀ-Ỹ0-9])")
_LOWER_DASH = late(r" [-–] (?=[a-zà-ỹđ])")
_COMMA_PLACE = late(r"\s*(?:,|và|hoặc|-)\s+")
_FIRST = late(r"[ ,/.&:;()]")
# What follows "tổ chức" where it is a body and not the verb.
_BODY = late(
    r"\s*(?:$|[;.)]|(?:,\s*|\s(?:và|hoặc)\s)(?:các |cá nhân|cơ quan|đơn vị|doanh nghiệp|đoàn thể|hộ "
    r"|địa phương)|(?:có )?liên quan|hữu quan|khác|chính trị|đảng|Đảng|tín dụng"
    r"|đoàn(?! kết)|kinh tế|xã hội|tôn giáo|trực thuộc|thuộc |đại diện|hành nghề|hoạt động|công đoàn"
    r"|trong |tại |nước ngoài|phi chính phủ|thủy lợi|dùng nước|quần chúng|tự quản|hòa giải|dịch vụ|sản xuất|thanh niên)"
)
_LONGEST = 64
_LONGEST_NAME = 400
_VERBS_ALONE = frozenset({"tổ chức", "lãnh đạo", "thanh tra"})


@dataclass(frozen=True, slots=True)
class Name:
    """Where a name stands. `head` is its lower-case kind ("sở"); `plain` says it is a class ("đơn vị") rather than a proper name."""

    start: int
    end: int
    head: str
    plain: bool
    quantified: bool


def _by_first_word(phrases: list[str]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for phrase in phrases:
        out.setdefault(_FIRST.split(phrase, maxsplit=1)[0], []).append(phrase)
    return {first: tuple(sorted(group, key=len, reverse=True)) for first, group in out.items()}


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    return _by_first_word([head.lower() for head in table("units")["heads"]])


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    return _by_first_word(table("units")["classes"])


@cache
def _modifiers() -> dict[str, tuple[str, ...]]:
    return _by_first_word([phrase.lower() for phrase in table("units")["modifiers"]])


@cache
def _domains() -> dict[str, tuple[str, ...]]:
    return _by_first_word([name.lower() for name in table("units")["domains"]])


@cache
def duties() -> dict[str, tuple[str, ...]]:
    """Verbs that give work and words that link clauses, by their first word: where they stand, a name is over."""
    return _by_first_word(table("duties")["verbs"])


@cache
def _hard() -> dict[str, tuple[str, ...]]:
    """The few of them that end a name even in a table cell or behind a label, where nothing but names is expected."""
    return _by_first_word(table("duties")["hard"])


@cache
def _blocked() -> dict[str, tuple[str, ...]]:
    return {head: tuple(words) for head, words in table("units")["blocked"].items()}


@cache
def territorial() -> frozenset[str]:
    """Words for places that may follow each other inside one name: "các huyện, thành phố"."""
    return frozenset(table("units")["territorial"])


@cache
def _starts() -> frozenset[str]:
    """The words that a kind of unit may begin with; nearly every sentence begins with another."""
    return frozenset(_heads()) | frozenset(_classes())


@cache
def _openings() -> frozenset[str]:
    return _starts() | {"các", "những", "mọi", "toàn", "tất", "từng", "mỗi", "quý"}


def may_begin(text: str, at: int, end: int) -> bool:
    """Whether a name of a unit may begin at a place: quickly told by its first word, and mostly not."""
    return _first_word(text, at, end) in _openings()


def _first_word(text: str, at: int, end: int) -> str:
    word = _LETTERS.match(text, at, end)
    return word.group().lower() if word is not None else ""


def _match(groups: dict[str, tuple[str, ...]], low: str, first: str) -> str:
    """The longest phrase of the table that `low` begins with, up to a word's edge; "" if none."""
    for phrase in groups.get(first, ()):
        if low.startswith(phrase) and not low[len(phrase) : len(phrase) + 1].isalnum():
            return phrase
    return ""


def head_at(text: str, at: int, end: int, *, lower: bool = False, counted: bool = False) -> tuple[str, bool]:
    """The kind of unit that a name at `at` begins with, and whether it is a class; ("", False) if it begins no name.

    `lower` allows a kind without capital ("phòng", "sở, ngành"), as it stands after "các" or inside a list; `counted` says that "các" stands before.
    """
    capital = text[at : at + 1].isupper()
    if not capital and not lower:
        return "", False
    first = _first_word(text, at, end)
    if first not in _starts():
        return "", False
    low = text[at : min(end, at + _LONGEST)].lower()
    proper = _match(_heads(), low, first) if capital else ""
    plain = _match(_classes(), low, first)
    head = proper if len(proper) >= len(plain) and capital else plain or (proper if capital else "")
    if not head or (not (counted and head in _VERBS_ALONE) and _is_other_word(head, text[at + len(head) : min(end, at + _LONGEST)])):
        return "", False
    return head, head == plain and (not capital or not _named(text, at + len(head), end))


def _is_other_word(head: str, rest: str) -> bool:
    """Whether a kind is but the beginning of another word: "Khoa" before "học", "Tổ chức" before "thực hiện" or before a name."""
    if head == "tổ chức":
        return not _BODY.match(rest)
    if rest[:12].isupper():
        rest = rest.lower()
    rest = rest.lstrip(" ") if not rest.startswith(",") else rest
    return any(rest.startswith(word) and not rest[len(word) : len(word) + 1].isalnum() for word in _blocked().get(head, ()))


def _named(text: str, at: int, end: int) -> bool:
    at = _SPACES.match(text, at, end).end()  # type: ignore[union-attr]
    return at < end and text[at].isupper()


def name_at(text: str, at: int, end: int, *, lower: bool = False, cell: bool = False) -> Name | None:
    """The name of a unit that begins at `at`, as far as names go; None if none does. `cell`: nothing but names is expected here."""
    quantifier = _QUANTIFIER.match(text, at, end) if text[at : at + 1] in _QUANTIFIER_LETTERS else None
    begun = quantifier.end() if quantifier else at
    head, plain = head_at(text, begun, end, lower=lower or quantifier is not None, counted=quantifier is not None)
    if not head:
        return None
    field = _match(_domains(), text[begun : min(end, begun + 80)].lower(), _first_word(text, begun, end))
    finish = rest_of_name(text, begun + max(len(head), len(field)), end, head=head, cell=cell)
    return Name(at, finish, head, plain, quantifier is not None)


def rest_of_name(text: str, at: int, end: int, *, head: str, cell: bool = False) -> int:
    """Where the name ends whose head stops at `at`: at a verb, at a mark, or where no word of names stands."""
    sure = last = at
    end = min(end, at + _LONGEST_NAME)
    places, loose, closed, whole = head in territorial(), 0, False, False
    while True:
        pos = _SPACES.match(text, last, end).end()  # type: ignore[union-attr]
        step = (
            _step(text, pos, end, after_capital=last > at and not whole and _capital_before(text, last, at), cell=cell)
            if pos < end
            else _NOTHING
        )
        if step.kind == "other" and loose < (_MOST_LOOSE if not cell else _MOST_LOOSE * 4) and not closed:
            last, loose, places = step.end, loose + 1, False
            continue
        if step.kind in {"name", "phrase"}:
            closed = step.kind == "phrase" and not cell and text.endswith(_CLOSERS, last, step.end)
            sure = last = step.end
            places, loose, whole = step.places, 0, step.whole
            continue
        if step.kind == "stop" or (loose and (pos >= end or text[pos] in ",;.:()\n/-–")):
            sure = last
        joined = _joined(text, sure, end, places=places, head=head)
        if joined <= sure:
            return sure
        sure = last = joined
        loose = 0


@dataclass(frozen=True, slots=True)
class _Step:
    """One word or phrase further: "name" (a capital or a field), "phrase" (of the table), "other", or "stop" (a verb, a link word)."""

    kind: str
    end: int
    places: bool = False
    whole: bool = False


_LINKS = frozenset(
    [
        "theo",
        "trong",
        "trên",
        "tại",
        "để",
        "về",
        "khi",
        "nếu",
        "do",
        "bằng",
        "từ",
        "đến",
        "cho",
        "tới",
        "đã",
        "đang",
        "sẽ",
        "phải",
        "cần",
        "được",
        "bị",
        "là",
        "có",
        "không",
        "trước",
        "sau",
        "ngay",
        "và",
        "với",
        "cùng",
    ]
)
_NOTHING = _Step("mark", 0)
_LONG_NAMED = frozenset(
    {"công ty", "chi cục", "cục", "trung tâm", "phòng", "ban quản lý", "viện", "hợp tác xã", "xí nghiệp", "tổng công ty"}
)
_CLOSERS = ("liên quan", "chức năng", "khác", "hữu quan", "trực thuộc")
_MOST_LOOSE = 3
_NO_VERBS = frozenset({"", "nội dung", "công tác", "chương trình", "kế hoạch", "lĩnh vực"})


def _capital_before(text: str, last: int, least: int) -> bool:
    """Whether the syllable before `last` is a capital one that wants a second syllable: "Tài" of "Tài chính"."""
    least = max(least, last - _LONGEST)
    begun = max(text.rfind(" ", least, last), text.rfind("-", least, last), text.rfind("–", least, last), least - 1) + 1
    if begun >= last or not text[begun].isupper() or text[begun:last].isupper():
        return False
    # Two capitals running are a name of its own ("phường Yên Bái"): no lower-case syllable belongs to it.
    before = text.rfind(" ", least, begun - 1) + 1
    return not (least < before < begun - 1 and text[before].isupper() and text[begun - 1] == " ")


# The colon behind "các Sở" opens their names and not the item's work.
_KINDS = late(r"(?:^|\s)[Cc]ác (?:[Ss]ở|[Bb]ộ|[Pp]hòng|[Bb]an|[Cc]ục|[Vv]ụ|[Tt]rường|xã|phường)(?:, (?:ban|ngành)){0,2}$")
_MOST_FIELD = 6


def opens_names(text: str, colon: int) -> bool:
    """Whether a colon opens the names of several units: "phối hợp với các Sở: Tài chính, Nội vụ"."""
    comma = text.find(",", colon, colon + 60)
    if comma < 0 or not _KINDS.search(text[max(0, colon - 40) : colon]):
        return False
    field = text[colon + 1 : comma].strip().lower()
    verb = _match(duties(), field, field.split(" ", 1)[0])
    return len(field.split()) <= _MOST_FIELD and verb in {"", field}


def _step(text: str, pos: int, end: int, *, after_capital: bool, cell: bool) -> _Step:
    word = _WORD.match(text, pos, end)
    if word is None:
        return _NOTHING
    low = text[pos : min(end, pos + _LONGEST)].lower()
    first = _first_word(text, pos, end)
    if text[pos].isupper() or text[pos].isdigit():
        field = _match(_domains(), text[pos : min(end, pos + 80)].lower(), first)
        return _Step("name", pos + len(field) if field else word.end(), whole=" " in field)
    if cell and _match(_hard(), low, first):
        return _Step("stop", pos)
    phrase = _match(_modifiers(), low, first)
    if phrase and (cell or _phrase_holds(text, pos, end, phrase)):
        last = phrase.rpartition(" ")[2]
        return _Step("phrase", pos + len(phrase), last in territorial() or phrase in territorial())
    verb = "" if cell else _match(duties(), low, first)
    if verb and not (after_capital and " " not in verb and verb not in _LINKS):
        return _Step("stop", pos)
    return _Step("name" if after_capital else "other", word.end())


def _phrase_holds(text: str, pos: int, end: int, phrase: str) -> bool:
    if phrase == "các" and not head_at(text, pos + 4, end, lower=True)[0]:
        return False
    if phrase in {"của", "thuộc"}:
        return _object(text, pos + len(phrase), end)
    return not _is_other_word(phrase, text[pos + len(phrase) : min(end, pos + _LONGEST)])


def _object(text: str, at: int, end: int) -> bool:
    """Whether "của", "thuộc", "các" is followed by something a name may hold."""
    pos = _SPACES.match(text, at, end).end()  # type: ignore[union-attr]
    word = _WORD.match(text, pos, end)
    if word is None:
        return False
    if text[pos].isupper():
        return True
    low = text[pos : min(end, pos + _LONGEST)].lower()
    return bool(_match(_modifiers(), low, word.group().lower())) or bool(head_at(text, pos, end, lower=True)[0])


def _joined(text: str, last: int, end: int, *, places: bool, head: str) -> int:
    """Across a dash, "và" or a comma that stands inside one name; `last` when the name ends here."""
    if text.startswith((" ", "-", "–", "—"), last):
        for across in (_across_dash, _across_and):
            found = across(text, last, end, head)
            if found > last:
                return found
    if head in _SERIAL and text.startswith(", ", last):
        found = _across_fields(text, last, end)
        if found > last:
            return found
    return _across_places(text, last, end) if places else last


_SERIAL = frozenset({"cục", "vụ", "viện", "ban"})
_FIELDS = late(r"(?:, [A-ZĐÀ-Ỹ][^\W\d_]*(?: [a-zà-ỹđ][^\W\d_]*){0,2}){1,3} và (?=[A-ZĐÀ-Ỹ])")


def _across_fields(text: str, last: int, end: int) -> int:
    """ "Viện Văn hóa, Nghệ thuật, Thể thao và Du lịch": fields closed by "và" are one name when none of them begins a unit."""
    fields = _FIELDS.match(text, last, end)
    if fields is None or any(
        head_at(text, at, end)[0] for at in (*(last + m.end() for m in re.finditer(", ", fields.group())), fields.end())
    ):
        return last
    word = _WORD.match(text, fields.end(), end)
    return word.end() if word is not None else last


def _across_dash(text: str, last: int, end: int, _head: str) -> int:
    """ "Lao động - Thương binh", "chính trị - xã hội"; a dash before another unit's kind or a verb ends the name."""
    capital = _DASH.match(text, last, end)
    dash = capital or _LOWER_DASH.match(text, last, end)
    word = _WORD.match(text, dash.end(), end) if dash is not None else None
    if dash is None or word is None:
        return last
    if head_at(text, dash.end(), end, lower=capital is None)[0] and not text.startswith("Chi nhánh", dash.end()):
        return last
    return last if capital is None and _is_verb(text, dash.end(), word) else word.end()


def _is_verb(text: str, at: int, word: re.Match[str]) -> bool:
    return _match(duties(), text[at : at + _LONGEST].lower(), word.group().lower()) not in _NO_VERBS


def _across_and(text: str, last: int, end: int, head: str) -> int:
    """ "Giáo dục và Đào tạo", and in long names "Xây dựng và thoát nước"; "và" before another unit ends the name."""
    if not text.startswith((" và ", " & "), last):
        return last
    pos = last + (4 if text[last + 1] == "v" else 3)
    word = _WORD.match(text, pos, end)
    if word is None or _QUANTIFIER.match(text, pos, end):
        return last
    if text[pos].isupper():
        return last if head_at(text, pos, end)[0] else word.end()
    other = head not in _LONG_NAMED or head_at(text, pos, end, lower=True)[0] or _is_verb(text, pos, word)
    return last if other else word.end()


def _across_places(text: str, last: int, end: int) -> int:
    """ "các huyện, thị xã, thành phố": places that follow each other are one name."""
    comma = _COMMA_PLACE.match(text, last, end)
    if comma is None:
        return last
    for place in ("thành phố", "thị xã", "thị trấn", "đặc khu", "tổ dân phố", "khu phố"):
        if text.startswith(place, comma.end()):
            return comma.end() + len(place)
    word = _WORD.match(text, comma.end(), end)
    return word.end() if word is not None and word.group() in territorial() else last
