"""Optional programs of the system: found or named with the package to install, run with a time limit and in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from vanban.errors import DamagedFile, MissingProgram


def find(name: str) -> str | None:
    """The path of a program, None when it is not installed."""
    return shutil.which(name)


def missing(what: str, package: str) -> MissingProgram:
    """The error that tells an official (and whoever keeps the machine) what to install."""
    return MissingProgram(f"{what} Máy chủ chưa có chương trình này; người quản trị cài bằng lệnh: apt install {package}")


def run(
    command: Sequence[str],
    *,
    seconds: float,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """What a program printed. Raises DamagedFile when it fails or takes too long; its children end with it."""
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise DamagedFile(f"Đọc tệp quá {seconds:.0f} giây chưa xong nên đã dừng. Hãy tách tệp nhỏ hơn rồi gửi lại.") from error
    if process.returncode != 0:
        raise DamagedFile("Chương trình đọc tệp báo lỗi, tệp có thể bị hỏng. Hãy mở tệp, lưu lại rồi gửi lại.")
    return out
