"""Build the golden documents and their gold from their sources: `build.py [NAME …]` (all of them when no name is given).

Text, Markdown, HTML and .docx are written here; .pdf, .odt, .rtf and .doc are LibreOffice's conversions of such a .docx;
scans are pictures of such a .pdf.
To add a document, write `sources/NAME.txt` (spec.py says how), its gold from the rules and not from what the reader says, and run this.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from render_docx import as_docx
from render_text import as_html, as_markdown, as_text, spelt
from scan import as_pdf, as_png, pages_of, scanned
from spec import Source, load

HERE = Path(__file__).parent
BUILT = HERE / "built.json"
WRITTEN_HERE = {"txt", "md", "html", "docx"}
FILTERS = {
    "rtf": "rtf:Rich Text Format",
    "doc": "doc:MS Word 97",
    "odt": "odt:writer8",
    "html": "html:XHTML Writer File",
    "pdf": "pdf:writer_pdf_Export",
}


def converted(docx: bytes, kind: str) -> bytes:
    """LibreOffice's conversion of a .docx."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "d.docx").write_bytes(docx)
        line = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", FILTERS[kind], "--outdir", name]
        subprocess.run([*line, str(folder / "d.docx")], check=True, capture_output=True, timeout=180)
        return (folder / f"d.{kind}").read_bytes()


def picture(source: Source, kind: str) -> bytes:
    """A scan: a picture of one page, or a .pdf of pictures."""
    settings = source.settings
    resolution = settings.get("resolution", 150)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "d.pdf").write_bytes(converted(as_docx(source), "pdf"))
        pages = pages_of(folder / "d.pdf", resolution, folder)
    rows = [scanned(page, settings.get("skew", 0.5), seed) for seed, page in enumerate(pages)]
    if kind == "png" and len(rows) > 1:
        message = f"{source.name}: {len(rows)} pages do not fit one picture"
        raise ValueError(message)
    return as_png(rows[0], resolution) if kind == "png" else as_pdf(rows, resolution)


def mixed(source: Source) -> bytes:
    """A .pdf whose later pages are pictures, as when a signed page is scanned into the rest."""
    plain = converted(as_docx(source), "pdf")
    first = source.settings["scan_from"] - 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "d.pdf").write_bytes(plain)
        pages = pages_of(folder / "d.pdf", source.settings["resolution"], folder)[first:]
    rows = [scanned(page, source.settings["skew"], seed) for seed, page in enumerate(pages)]
    whole = pypdfium2.PdfDocument.new()
    whole.import_pages(pypdfium2.PdfDocument(plain), list(range(first)))
    whole.import_pages(pypdfium2.PdfDocument(as_pdf(rows, source.settings["resolution"])))
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


def made(source: Source) -> bytes:
    """The document's bytes."""
    kind, settings = source.settings["format"], source.settings
    if settings.get("scan"):
        return picture(source, kind)
    if settings.get("scan_from"):
        return mixed(source)
    writers = {"txt": as_text, "md": as_markdown, "html": as_html}
    if kind in writers and settings.get("via") != "soffice":
        return spelt(writers[kind](source), settings)
    docx = as_docx(source)
    return docx if kind == "docx" else converted(docx, kind)


def converts(source: Source) -> bool:
    """Whether LibreOffice makes the document: its bytes then differ from run to run."""
    return source.settings["format"] not in WRITTEN_HERE or source.settings.get("via") == "soffice"


def digest(source: Source) -> str:
    """What a converted document was made from."""
    look = {key: value for key, value in source.settings.items() if key in {"format", "scan", "scan_from", "resolution", "skew"}}
    return hashlib.sha256(as_docx(source) + json.dumps(look).encode()).hexdigest()[:16]


def digests() -> dict[str, str]:
    """What each converted document was made from when it was built."""
    found: dict[str, str] = json.loads(BUILT.read_text(encoding="utf-8")) if BUILT.exists() else {}
    return found


def build(source: Source, built: dict[str, str]) -> bool:
    """Write the document unless the one that stands there is made of the same; whether it was written."""
    document = source.gold["document"]
    path = HERE / "documents" / document
    if converts(source):
        made_of = digest(source)
        if built.get(document) == made_of and path.exists():
            return False
        built[document] = made_of
    content = made(source)
    if path.exists() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True


def main(names: list[str]) -> int:
    """Build what is named."""
    built = digests()
    for path in sorted((HERE / "sources").glob("*.txt")):
        if names and path.stem not in names:
            continue
        source = load(path)
        document = source.gold["document"]
        written = build(source, built)
        gold = json.dumps(source.gold, ensure_ascii=False, indent=1) + "\n"
        (HERE / "gold" / f"{document}.json").write_text(gold, encoding="utf-8")
        sys.stdout.write(f"{document}: {len(source.gold['tasks'])} tasks{', written' if written else ''}\n")
        sys.stdout.writelines(f"  not in the document: {warning}\n" for warning in source.warnings)
    BUILT.write_text(json.dumps(dict(sorted(built.items())), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
