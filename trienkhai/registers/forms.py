"""Shapes of input about forms: a title, a sheet with its columns and lines, rules, what is asked of whom, and cells as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from trienkhai.core.numbers import NumberField
from trienkhai.core.text import phrase_key
from trienkhai.plans.forms import day_field
from trienkhai.registers.choices import ColumnKind, Sign
from trienkhai.registers.shape import Column, Line, Rule, Shape, Sheet, ref

CELL = re.compile(r"o-(\d{1,6})-([a-z]\d{1,3})")
SPARE_COLUMNS, SPARE_RULES = 3, 2
"""Blank lines of the two tables that define a form."""


class FormForm(forms.Form):
    """A new form: its title, and an office's own workbook to begin from."""

    owner = forms.TypedChoiceField(label=_("Đơn vị lập biểu"), coerce=int)
    title = forms.CharField(label=_("Tên biểu"), max_length=250, help_text=_("Như trên văn bản, ví dụ «Biểu 01: Cơ sở vật chất»."))
    template = forms.FileField(
        label=_("Tệp mẫu .xlsx"), required=False, help_text=_("Nếu đã có biểu Excel: máy đề xuất bảng và cột để bạn sửa lại trên màn hình.")
    )

    def __init__(self, *args: Any, owners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class ColumnForm(forms.Form):
    """One column; without a title it is left out."""

    key = forms.RegexField(r"^[a-z]\d{1,3}$", required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên cột"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Kiểu"), choices=ColumnKind.choices, required=False)
    measure = forms.CharField(label=_("Đơn vị tính"), required=False, max_length=40)
    required = forms.BooleanField(label=_("Bắt buộc"), required=False)
    total = forms.BooleanField(label=_("Cộng cột"), required=False)
    minimum = NumberField(label=_("Nhỏ nhất"), required=False)
    maximum = NumberField(label=_("Lớn nhất"), required=False)
    jump = NumberField(label=_("Cảnh báo khi lệch kỳ trước quá (%)"), required=False)
    choices = forms.CharField(label=_("Danh mục, cách nhau bằng dấu ;"), required=False, max_length=8000)
    sum_of = forms.CharField(label=_("Là tổng các cột, cách nhau bằng dấu +"), required=False, max_length=1000)


ColumnSet = forms.formset_factory(ColumnForm, extra=SPARE_COLUMNS, max_num=60, absolute_max=60)


class SheetForm(forms.Form):
    """A sheet besides its columns."""

    edit = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên bảng"), max_length=120)
    lines = forms.CharField(
        label=_("Các dòng cố định"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một nội dung. Bắt đầu bằng dấu = là dòng cộng các dòng phía trên. Để trống nếu đơn vị tự thêm dòng."),
    )
    head = forms.CharField(label=_("Tiêu đề cột nội dung"), required=False, max_length=120, help_text=_("Ví dụ «Chỉ tiêu», «Khối lớp»."))

    def read_lines(self, sheet: Sheet) -> list[Line]:
        """The lines as typed; those that stood keep their key."""
        known = {phrase_key(line.title): line.key for line in sheet.lines}
        out = []
        for words in self.cleaned_data["lines"].splitlines():
            title = " ".join(words.lstrip("= ").split())[:250]
            if title:
                out.append(Line(known.get(phrase_key(title), ""), title, ("*",) if words.lstrip().startswith("=") else ()))
        return out


def sheet_start(sheet: Sheet) -> dict[str, Any]:
    """First values of a sheet's form."""
    return {
        "title": sheet.title,
        "head": sheet.head,
        "lines": "\n".join(f"{'= ' if line.sum_of else ''}{line.title}" for line in sheet.lines),
    }


def column_start(sheet: Sheet) -> list[dict[str, Any]]:
    """First values of the columns' forms."""
    names = {column.key: column.title for column in sheet.columns}
    plain = ("key", "title", "kind", "measure", "required", "total", "minimum", "maximum", "jump")
    return [
        {name: getattr(column, name) for name in plain}
        | {"choices": "; ".join(column.choices), "sum_of": " + ".join(names.get(key, key) for key in column.sum_of)}
        for column in sheet.columns
    ]


def read_columns(given: Iterable[forms.Form]) -> list[Column]:
    """The columns as typed. Faults are put at their field."""
    rows = [form for form in given if form.cleaned_data.get("title")]
    places = {phrase_key(form.cleaned_data["title"]): at for at, form in enumerate(rows)}
    out = []
    for form in rows:
        said = form.cleaned_data
        parts = [part for words in said["sum_of"].split("+") if (part := phrase_key(words))]
        if any(part not in places for part in parts):
            form.add_error("sum_of", _now("Hãy ghi đúng tên các cột trong bảng này, cách nhau bằng dấu +."))
        plain = {name: said[name] for name in ("measure", "required", "total", "minimum", "maximum", "jump")}
        choices = tuple(dict.fromkeys(word for part in said["choices"].split(";") if (word := " ".join(part.split()))))
        sums = tuple(f"#{places[part]}" for part in parts if part in places)
        out.append(Column(said["key"], said["title"], said["kind"] or ColumnKind.TEXT, **plain, choices=choices, sum_of=sums))
    return out


class RuleForm(forms.Form):
    """One rule: a figure compared with the sum of others; without a left side it is left out."""

    left = forms.ChoiceField(label=_("Số liệu"), required=False)
    sign = forms.ChoiceField(label=_("So sánh"), choices=Sign.choices, required=False)
    right = forms.ChoiceField(label=_("Với"), required=False)
    right2 = forms.ChoiceField(label=_("cộng"), required=False)
    right3 = forms.ChoiceField(label=_("cộng thêm"), required=False)

    def __init__(self, *args: Any, figures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right", "right2", "right3"):
            self.fields[name].choices = [("", "–"), *figures]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both sides or none."""
        said = super().clean() or {}
        if bool(said.get("left")) != any(said.get(name) for name in ("right", "right2", "right3")):
            self.add_error("right" if said.get("left") else "left", _now("Hãy chọn số liệu ở cả hai vế."))
        return said

    def rule(self) -> Rule | None:
        """The rule as typed."""
        said = self.cleaned_data
        left = ref(said.get("left") or "")
        right = tuple(one for name in ("right", "right2", "right3") if (one := ref(said.get(name) or "")))
        return Rule(left, said["sign"] or Sign.EQUAL, right) if left and right else None


RuleSet = forms.formset_factory(RuleForm, extra=SPARE_RULES, max_num=60, absolute_max=60)


def figures_of(shape: Shape) -> list[tuple[str, str]]:
    """What rules may name, as choices."""
    return [(str(one), words) for one, words in shape.refs()]


def rule_start(shape: Shape) -> list[dict[str, str]]:
    """First values of the rules' forms."""
    return [
        {"left": str(rule.left), "sign": rule.sign} | {f"right{n if n > 1 else ''}": str(one) for n, one in enumerate(rule.right, start=1)}
        for rule in shape.rules
    ]


class AskForm(forms.Form):
    """Who is asked to fill a form in: the units of a task in a period, until a day."""

    task = forms.TypedChoiceField(label=_("Nhiệm vụ"), coerce=int)
    period = forms.TypedChoiceField(label=_("Kỳ"), coerce=int)
    due = day_field(_("Hạn gửi biểu"))

    def __init__(self, *args: Any, tasks: list[tuple[int, str]], periods: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].choices = tasks  # type: ignore[attr-defined]
        self.fields["period"].choices = periods  # type: ignore[attr-defined]


class SendForm(forms.Form):
    """Sending: the version that was seen, and an explanation where figures moved much."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(label=_("Giải trình, ghi chú"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(forms.Form):
    """Why a filling is returned."""

    reason = forms.CharField(label=_("Lý do trả lại"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class IntakeForm(forms.Form):
    """A workbook to take in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(label=_("Tệp biểu đã điền (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}))


def typed_cells(given: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """The cells of a filling among the fields that a browser sent, by place and column."""
    return {(int(found[1]), found[2]): str(given[name])[:8000] for name in given if (found := CELL.fullmatch(name))}
