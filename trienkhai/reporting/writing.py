"""Writing a report's files: compose once, write .docx and .xlsx, keep them by hash. May run twice, may be killed anywhere."""

from __future__ import annotations

import vanban

from trienkhai.core import files
from trienkhai.reporting import composing, official, selectors, workbook
from trienkhai.reporting.choices import FileState
from trienkhai.reporting.models import Report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_files(report_id: int) -> None:
    """Bring the files of a report up to its present version. Does nothing when they are."""
    report = Report.objects.select_related("period__plan__document", "period__period").filter(pk=report_id).first()
    if report is None or report.written_version == report.version:
        return
    try:
        _write(report)
    except Exception:
        Report.objects.filter(pk=report_id, version=report.version).update(state=FileState.FAILED, step="")
        raise


def _write(report: Report) -> None:
    _say(report, 10, "Đang gom nội dung các đơn vị báo cáo")
    composing.compose(report, lambda done, step: _say(report, 10 + done * 35 // 100, step))
    _say(report, 45, "Đang lập văn bản báo cáo")
    content = selectors.get_content(report)
    docx = files.store(vanban.write(official.document(content)), DOCX)
    _say(report, 80, "Đang lập bảng số liệu")
    xlsx = files.store(workbook.write(content), XLSX)
    Report.objects.filter(pk=report.pk, version=report.version).update(
        docx=docx, xlsx=xlsx, written_version=report.version, state=FileState.DONE, step="", progress=100
    )


def _say(report: Report, progress: int, step: str) -> None:
    Report.objects.filter(pk=report.pk).update(state=FileState.RUNNING, progress=progress, step=step)
