"""The .pdf of a .docx: the same document set by LibreOffice, tagged, its fonts embedded with all Vietnamese letters."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from vanban.errors import VanbanError
from vanban.load import programs

from trienkhai.core.errors import Refusal

PROGRAM = "soffice"
PACKAGES = "libreoffice-writer-nogui fonts-croscore"
SECONDS = 120
_WANTED = {
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "EmbedStandardFonts": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "SelectPdfVersion": {"type": "long", "value": "17"},
}
_FILTER = f"pdf:writer_pdf_Export:{json.dumps(_WANTED, separators=(',', ':'))}"
# Metric twins of Times New Roman; older Liberation Serif lacks Vietnamese letters.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include><cachedir>{cache}</cachedir>
{aliases}</fontconfig>"""
_ALIAS = '<match target="pattern"><test name="family" qual="any"><string>{}</string></test>{}</match>'
_TWIN = '<edit name="family" mode="assign" binding="strong"><string>Tinos</string></edit>'


def is_there() -> bool:
    """Whether LibreOffice is installed on this machine."""
    return programs.find(PROGRAM) is not None


def missing_words() -> str:
    """What to install, for who keeps the machine."""
    return _("Máy chủ chưa có LibreOffice nên chưa lập được bản .pdf; người quản trị cài bằng lệnh: apt install %(packages)s") % {
        "packages": PACKAGES
    }


def convert(data: bytes) -> bytes:
    """The .pdf of a .docx. Raises Refusal when LibreOffice is not there, fails, or takes too long; nothing is left behind."""
    office = programs.find(PROGRAM)
    if office is None:
        raise Refusal(missing_words(), _("Bản .docx vẫn dùng được."), status=503)
    with tempfile.TemporaryDirectory(prefix="trienkhai-pdf-") as name:
        folder = Path(name)
        (folder / "van-ban.docx").write_bytes(data)
        fonts = folder / "fonts.conf"
        aliases = "".join(_ALIAS.format(escape(family), _TWIN) for family in ("Times New Roman", "Liberation Serif"))
        fonts.write_text(_FONTS.format(cache=folder / "fonts", aliases=aliases), encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        command = [office, "--headless", "--norestore", profile, "--convert-to", _FILTER, "--outdir", str(folder), "van-ban.docx"]
        try:
            programs.run(command, seconds=SECONDS, cwd=folder, environment={"FONTCONFIG_FILE": str(fonts), "HOME": str(folder)})
        except VanbanError as error:
            raise Refusal(_("LibreOffice không chuyển được văn bản sang .pdf."), _("Hãy bấm «Lập lại tệp»."), status=503) from error
        made = folder / "van-ban.pdf"
        if not made.exists():
            raise Refusal(_("LibreOffice không chuyển được văn bản sang .pdf."), _("Hãy bấm «Lập lại tệp»."), status=503)
        return made.read_bytes()
