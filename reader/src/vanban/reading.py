"""The pipeline, each step called in one place: load → clean → outline → find → assemble → check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from vanban import assemble, checks, clean, collector, load, outline, recognised
from vanban.find import citations, header
from vanban.types import Block, Document, Source


def read(source: str | Path | bytes, *, name: str | None = None, tell: Callable[[int, int], None] | None = None) -> Document:
    """Read a document whole.

    Args:
        source: A path, or the bytes of the file.
        name: What to call the file when bytes are given.
        tell: Called with (pages done, pages in all) while the pages of a scan are recognised.

    Returns:
        The reading, with findings.

    Raises:
        UnreadableFile: Empty, damaged, protected, too large, without text, or of another kind; the message says what to do.
    """
    loaded_from, (text, blocks) = _loaded(source, name, tell)
    with collector.waiting():
        seen = recognised.seen(text, blocks)
        document = _found(loaded_from, seen, blocks)
        if seen is not text:
            document = recognised.quoting(document, text)
        findings = checks.run(document, lambda: source if isinstance(source, bytes) else Path(source).read_bytes())
    return replace(document, findings=findings)


def _found(loaded_from: Source, text: str, blocks: tuple[Block, ...]) -> Document:
    """All that stands in a text, before it is checked."""
    tree = outline.outline(text, blocks)
    head = header.metadata(text, blocks)
    plain = clean.without_furniture(text, blocks)
    cited = citations.citations(plain, head)
    if plain is not text:
        cited = tuple(replace(one, text=text[one.start : one.end]) for one in cited)
    about = replace(loaded_from, secrecy_mark=head.secrecy.value if head.secrecy else None)
    return Document(
        source=about,
        text=text,
        blocks=blocks,
        metadata=head,
        outline=tree,
        tasks=assemble.tasks(text, blocks, tree, head, cited, plain),
        citations=cited,
        terms=citations.terms(plain),
        findings=(),
    )


def _loaded(
    source: str | Path | bytes, name: str | None, tell: Callable[[int, int], None] | None
) -> tuple[Source, tuple[str, tuple[Block, ...]]]:
    # The pieces are let go here: of a long document they take more than the text itself.
    loaded = load.load(source, name=name, tell=tell)
    with collector.waiting():
        return loaded.source, clean.normalise(loaded.pieces)
