"""The shape of what people type in this room; nothing is written here."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trienkhai.core.asked import whole
from trienkhai.documents.choices import DocumentState, FindingSeverity, MentionRole, Rhythm, TimeKind
from trienkhai.documents.reading import SUFFIXES
from trienkhai.documents.selectors.wordings import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trienkhai.documents.selectors.phrases import PhraseRow

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")


class UploadForm(forms.Form):
    """A file for one of the person's units."""

    unit = forms.TypedChoiceField(label=_("Đơn vị nhận"), coerce=int)
    file = forms.FileField(
        label=_("Tệp văn bản"),
        help_text=_(
            "Tệp .docx, .doc, .odt, .rtf, .pdf, .html, .txt, .md, hoặc bản quét, ảnh chụp (.pdf, .png, .jpg, .tif), không quá 50 MB."
        ),
        allow_empty_file=True,
        error_messages={"required": _("Hãy chọn tệp văn bản.")},
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - narrows the declared field for the type checker
        field.choices = units
        if len(units) == 1:
            field.widget = forms.HiddenInput()
            field.initial = units[0][0]


class ListForm(forms.Form):
    """What to look for in the list."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[("", _("Tất cả")), *DocumentState.choices])


class FindingForm(forms.Form):
    """Which findings to list."""

    muc = forms.ChoiceField(required=False, choices=[("", _("Tất cả")), *FindingSeverity.choices], widget=forms.HiddenInput())
    quy_tac = forms.ChoiceField(label=_("Quy tắc"), required=False)

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quy_tac"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the declared field for the type checker
        field.choices = [("", _("Tất cả")), *((value, f"{name} ({count})") for value, name, count in rules)]


class VersionedForm(forms.Form):
    """A form that carries the version its person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def renew(self, version: int) -> None:
        """Take the present version, so that what was typed can be sent again after a conflict."""
        self.data = {**{name: self.data[name] for name in self.data}, "version": str(version)}


class HeaderForm(VersionedForm):
    """The header fields, to correct."""

    doc_type = forms.CharField(label=_("Loại văn bản"), required=False, max_length=60)
    number = forms.CharField(label=_("Số"), required=False, max_length=40, help_text=_("Để trống nếu văn bản chưa ghi số."))
    symbol = forms.CharField(label=_("Ký hiệu"), required=False, max_length=80)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), required=False, max_length=250)
    issued_on = forms.DateField(
        label=_("Ngày ban hành"),
        required=False,
        input_formats=["%d/%m/%Y"],
        widget=forms.DateInput(format="%d/%m/%Y"),
        help_text=_("Ví dụ: 06/02/2023. Để trống nếu văn bản chưa ghi ngày."),
        error_messages={"invalid": _("Hãy ghi ngày dạng 06/02/2023.")},
    )
    title = forms.CharField(label=_("Trích yếu"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class WordingForm(VersionedForm):
    """The words of one task."""

    start = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput(), required=False, min_value=0)
    title = forms.CharField(
        label=_("Tên nhiệm vụ"), required=False, max_length=500, help_text=_("Để trống thì lấy những chữ đầu của nội dung.")
    )
    text = forms.CharField(
        label=_("Nội dung"),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Hãy nhập nội dung nhiệm vụ.")},
    )
    product = forms.CharField(label=_("Sản phẩm"), required=False, max_length=500)


class MentionForm(forms.Form):
    """One unit phrase of a task with its role."""

    text = forms.CharField(label=_("Đơn vị"), required=False, max_length=250)
    role = forms.ChoiceField(label=_("Vai trò"), choices=MentionRole.choices, initial=MentionRole.EXECUTE)


class TimeForm(forms.Form):
    """One time of a task. Days are written 31/03/2026, or 20/11 for every year."""

    text = forms.CharField(label=_("Thời gian ghi trong văn bản"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Loại"), choices=TimeKind.choices, initial=TimeKind.CONTINUOUS)
    from_day = forms.CharField(label=_("Từ ngày"), required=False, max_length=10)
    due = forms.CharField(label=_("Hạn"), required=False, max_length=10)
    every = forms.ChoiceField(label=_("Chu kỳ"), required=False, choices=Rhythm.choices)

    def clean_from_day(self) -> str | None:
        """As an ISO day."""
        return _iso(self.cleaned_data["from_day"])

    def clean_due(self) -> str | None:
        """As an ISO day."""
        return _iso(self.cleaned_data["due"])

    def clean(self) -> dict[str, Any]:
        """A dated time needs its day."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("text") and data.get("kind") == TimeKind.ONCE and "due" in data and not (data["due"] or data.get("from_day")):
            self.add_error("due", _("Việc có hạn thì cần ngày hạn (hoặc chọn loại thời gian khác)."))
        return data


MentionFormSet = forms.formset_factory(MentionForm, extra=2, max_num=60)
TimeFormSet = forms.formset_factory(TimeForm, extra=1, max_num=30)


class SplitForm(forms.Form):
    """Where to cut a task."""

    version = forms.IntegerField()
    at = forms.IntegerField(min_value=1, error_messages={"required": _("Hãy chọn chỗ tách.")})


class DecideForm(forms.Form):
    """The versions that the person saw."""

    version = forms.IntegerField()
    next_version = forms.IntegerField(required=False)


class BindForm(forms.Form):
    """What a phrase means: a group, units, or left open."""

    phrase = forms.CharField(max_length=250)
    meaning = forms.ChoiceField(
        choices=[("group", _("Một nhóm đơn vị")), ("units", _("Các đơn vị chọn dưới đây")), ("open", _("Để ngỏ, xác định sau"))],
        error_messages={"required": _("Hãy chọn cụm từ này chỉ ai, hoặc để ngỏ.")},
    )
    group = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    units = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, groups: list[tuple[int, str]], row: PhraseRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        group, units = self.fields["group"], self.fields["units"]
        assert isinstance(group, forms.TypedChoiceField)  # noqa: S101 - narrows the declared field for the type checker
        assert isinstance(units, forms.TypedMultipleChoiceField)  # noqa: S101 - as above
        group.choices = [("", "—"), *groups]
        given = self.data.getlist("units") if hasattr(self.data, "getlist") else []
        units.choices = [(value, value) for value in given if whole(value) is not None]

    @property
    def chosen(self) -> str:
        """The answer that stands: as typed, else as bound, else the group of the same name."""
        typed = self.data.get("meaning")
        if typed or self.row.meaning.kind != "none":
            return str(typed or self.row.meaning.kind)
        return "group" if self.row.suggestion else ""

    @property
    def chosen_group(self) -> int | None:
        """The group that stands, likewise."""
        typed = self.data.get("group") or ""
        if whole(typed) is not None:
            return whole(typed)
        suggested = self.row.suggestion[0] if self.row.suggestion and self.row.meaning.kind == "none" else None
        return self.row.meaning.group_id or suggested

    def clean(self) -> dict[str, Any]:
        """Each meaning needs its own answer."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("meaning") == "group" and not data.get("group"):
            self.add_error("group", _("Hãy chọn nhóm đơn vị."))
        if data.get("meaning") == "units" and not data.get("units"):
            self.add_error("units", _("Hãy tìm và chọn ít nhất một đơn vị."))
        return data

    def answer(self) -> dict[str, Any]:
        """As `bind_phrase` takes it."""
        data = self.cleaned_data
        return {
            "group_id": data["group"] if data["meaning"] == "group" else None,
            "unit_ids": tuple(data["units"]) if data["meaning"] == "units" else (),
            "leave_open": data["meaning"] == "open",
        }


def mentions_initial(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Unit mentions as rows to edit."""
    return [{"text": unit["text"], "role": unit["role"]} for unit in units]


def times_initial(times: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Times as rows to edit, days as offices write them."""
    return [
        {
            "text": time["text"],
            "kind": time["kind"],
            "from_day": day_of(time.get("from")),
            "due": day_of(time.get("due")),
            "every": time.get("every") or "",
        }
        for time in times
    ]


def _iso(value: str) -> str | None:
    """ "31/3/2026" → "2026-03-31", "20/11" → "--11-20"; a date that does not exist is refused."""
    if not value.strip():
        return None
    found = _DAY.fullmatch(value.strip())
    day, month, year = found.groups() if found else ("0", "0", None)
    try:
        whole = dt.date(int(year or 2000), int(month), int(day))
    except ValueError as error:
        raise forms.ValidationError(_("Hãy ghi ngày dạng 31/03/2026, hoặc 20/11 cho hằng năm.")) from error
    return whole.isoformat() if year else f"--{whole:%m-%d}"


def mentions_from(rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Unit mentions in the contract's shape; a phrase that stayed the same keeps its place and names."""
    known = {item["text"]: item for item in before}
    return [
        {"start": None, "end": None, "names": [row["text"]], **known.get(row["text"], {}), "text": row["text"], "role": row["role"]}
        for row in rows
        if row.get("text") and not row.get("DELETE")
    ]


def times_from(rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Times in the contract's shape; one whose words stayed the same keeps its place."""
    known = {item["text"]: item for item in before}
    found = []
    for row in rows:
        if not row.get("text") or row.get("DELETE"):
            continue
        old = known.get(row["text"], {})
        found.append(
            {
                "text": row["text"],
                "start": old.get("start"),
                "end": old.get("end"),
                "kind": row["kind"],
                "from": row.get("from_day"),
                "due": row.get("due"),
                "every": row.get("every") or None,
            }
        )
    return found
