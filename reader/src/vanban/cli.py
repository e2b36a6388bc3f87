"""The command `vanban`: thin over the library, every answer in Vietnamese.

Exit status: 0 done; 1 a file cannot be read or written, or a check finds an error; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

from vanban import __version__
from vanban.errors import VanbanError
from vanban.types import Document

Command = Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """argparse with Vietnamese words for wrong usage."""

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "cách dùng:")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "cách dùng:")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: Lệnh viết chưa đúng: {_vietnamese(message)}. Xem «{self.prog} --help».\n")


_WORDS = (
    ("the following arguments are required:", "còn thiếu"),
    ("unrecognized arguments:", "không hiểu"),
    ("expected one argument", "cần một giá trị"),
    ("invalid choice:", "không có lựa chọn"),
    ("choose from", "chọn một trong"),
    ("argument", "mục"),
)


def _vietnamese(message: str) -> str:
    for english, words in _WORDS:
        message = message.replace(english, words)
    return message


def parser() -> argparse.ArgumentParser:
    """The whole command line; the manual is made from it."""
    made = _Parser(
        prog="vanban", description="Đọc văn bản hành chính Việt Nam thành nhiệm vụ, đơn vị, thời hạn và văn bản viện dẫn.", add_help=False
    )
    _help(made)
    made.add_argument("--version", action="version", version=f"vanban {__version__}", help="in số phiên bản rồi thôi")
    verbs = made.add_subparsers(dest="verb", required=True, metavar="LỆNH", title="các lệnh", parser_class=_Parser)
    reading = _verb(verbs, "read", "đọc một văn bản và in tóm tắt", _read)
    reading.add_argument("--json", action="store_true", help="in toàn bộ kết quả theo hợp đồng vanban/1")
    _verb(verbs, "check", "soát lỗi một văn bản, mỗi lỗi một dòng như trình biên dịch; kết thúc bằng 1 khi có lỗi", _check)
    citing = _verb(verbs, "cite", "liệt kê văn bản được viện dẫn trong một tệp hoặc mọi tệp của một thư mục", _cite)
    citing.add_argument("--graph", type=Path, metavar="RA", help="ghi đồ thị viện dẫn vào tệp .json, .graphml hoặc .svg")
    showing = _verb(verbs, "annotate", "tô những gì đã đọc lên chính văn bản", _annotate)
    showing.add_argument("-o", "--output", type=Path, required=True, metavar="RA", help="tệp .html hoặc .docx để ghi")
    writing = _verb(verbs, "write", "viết lại văn bản (hoặc kết quả «read --json») đúng thể thức", _write)
    writing.add_argument(
        "-o", "--output", type=Path, required=True, metavar="RA", help="tệp .docx (Nghị định 30/2020) hoặc .xml (Akoma Ntoso) để ghi"
    )
    return made


def _help(made: argparse.ArgumentParser) -> None:
    made._optionals.title = "tùy chọn"
    made._positionals.title = "mục"
    made.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thôi")


def _verb(verbs: argparse._SubParsersAction[_Parser], name: str, words: str, run: Command) -> argparse.ArgumentParser:
    made = verbs.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", add_help=False)
    _help(made)
    made.add_argument(
        "file", type=Path, metavar="TỆP", help="văn bản .docx, .doc, .odt, .rtf, .pdf, .html, .md, .txt hoặc ảnh quét; «-» là đầu vào chuẩn"
    )
    made.set_defaults(run=run)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one command; see the top of this file for what is returned."""
    chosen = parser().parse_args(arguments)
    command: Command = chosen.run
    try:
        return command(chosen)
    except VanbanError as error:
        print(f"vanban: {error.message}", file=sys.stderr)
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except FileNotFoundError as error:
        print(f"vanban: Không có tệp hay thư mục «{error.filename}». Hãy kiểm tra lại đường dẫn.", file=sys.stderr)
    except IsADirectoryError as error:
        print(f"vanban: «{error.filename}» là thư mục. Hãy chỉ một tệp (lệnh «cite» thì nhận cả thư mục).", file=sys.stderr)
    except OSError as error:
        print(f"vanban: Không đọc hoặc ghi được «{error.filename}» ({error.strerror}). Hãy kiểm tra quyền và chỗ trống.", file=sys.stderr)
    return 1


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _document(path: Path) -> Document:
    from vanban.contract import SCHEMA, from_json
    from vanban.reading import read

    if str(path) == "-":
        return read(sys.stdin.buffer.read(), name="đầu vào chuẩn")
    data = path.read_bytes()
    if path.suffix.lower() == ".json" and SCHEMA.encode() in data[:200]:
        return from_json(data)
    return read(path)


def _read(chosen: argparse.Namespace) -> int:
    from vanban.contract import to_json
    from vanban.summary import summary

    document = _document(chosen.file)
    print(json.dumps(to_json(document), ensure_ascii=False) if chosen.json else summary(document))
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from vanban.summary import compiler_lines

    document = _document(chosen.file)
    _print(compiler_lines(document, str(chosen.file)))
    return 1 if any(finding.severity == "error" for finding in document.findings) else 0


def _cite(chosen: argparse.Namespace) -> int:
    from vanban import graph
    from vanban.resolve import cite, resolve
    from vanban.summary import graph_lines

    made = cite(chosen.file) if chosen.file.is_dir() else resolve([_document(chosen.file)])
    if chosen.graph is not None:
        graph.save(made, chosen.graph)
    _print(graph_lines(made))
    return 0


def _annotate(chosen: argparse.Namespace) -> int:
    from vanban.annotation import DOCX, save

    document = _document(chosen.file)
    original = (
        chosen.file.read_bytes()
        if document.source.media_type == DOCX and chosen.file.suffix.lower() != ".json" and chosen.file.is_file()
        else None
    )
    save(document, chosen.output, original=original)
    return 0


def _write(chosen: argparse.Namespace) -> int:
    from vanban.writing import write

    form = chosen.output.suffix.lower().lstrip(".")
    chosen.output.write_bytes(write(_document(chosen.file), form))
    return 0


def reference() -> str:
    """The manual of the command, in Markdown, made from the command itself."""
    made = parser()
    verbs = next(action for action in made._actions if isinstance(action, argparse._SubParsersAction))
    parts = [f"```\n{_fixed(made)}```"]
    parts += [f"### `vanban {name}`\n\n```\n{_fixed(sub)}```" for name, sub in verbs.choices.items()]
    return "\n\n".join(parts) + "\n"


def _fixed(made: argparse.ArgumentParser) -> str:
    """The help at a fixed width, whatever the terminal."""
    made.formatter_class = lambda prog: argparse.HelpFormatter(prog, max_help_position=28, width=100)
    return made.format_help()


if __name__ == "__main__":
    sys.exit(main())
