"""Pictures in a .docx: kept as parts of the package, shown in line, with words for who does not see them."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from vanban.writing.model import Picture

MEDIA = {"png": "image/png", "jpeg": "image/jpeg", "emf": "image/x-emf"}
_EMU = 36_000
"""In a millimetre."""


class Album:
    """The pictures of one part of a package; names are counted on from those it has."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._count = sum(1 for one in part.package.iter_parts() if str(one.partname).startswith("/word/media/"))

    def run(self, picture: Picture) -> str:
        """The run that shows a picture, its bytes put into the package."""
        self._count += 1
        name = PackURI(f"/word/media/picture{self._count}.{picture.media}")
        key = self._part.relate_to(Part(name, MEDIA[picture.media], picture.data, self._part.package), RELATIONSHIP_TYPE.IMAGE)
        wide, high, said = round(picture.width * _EMU), round(picture.height * _EMU), quoteattr(picture.alt)
        number = self._count
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr={said}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" descr={said}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
