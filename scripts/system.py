"""Debian packages that tests use: installed when root, else named. `system.py --postgres` prints the address of a PostgreSQL server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAM = {
    "gettext": "msgfmt",
    "chromium": "chromium",
    "libreoffice-writer-nogui": "soffice",
    "tesseract-ocr": "tesseract",
    "tesseract-ocr-vie": "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata",
    "catdoc": "catdoc",
    "clamav-daemon": "clamd",
    "poppler-utils": "pdftoppm",
    "softhsm2": "softhsm2-util",
    "fonts-croscore": "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf",
    "postgresql": "pg_ctlcluster",
}
"""Package → a program or file that shows it is there."""

ADDRESSES = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres:///postgres?host=/var/run/postgresql")


def is_there(package: str) -> bool:
    """Whether the package's program or file is on this machine."""
    shown = PROGRAM[package]
    return os.path.exists(shown) if shown.startswith("/") else shutil.which(shown) is not None


def provide(packages: list[str]) -> None:
    """Install what is missing when root; otherwise say which tests will be skipped for want of it."""
    missing = [package for package in packages if not is_there(package)]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.stderr.write(f"CHÚ Ý: các bài kiểm thử cần gói còn thiếu sẽ bị bỏ qua. Cài: apt install {' '.join(missing)}\n")
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for line in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]):
        done = subprocess.run(line, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.stderr.write(f"CHÚ Ý: {' '.join(line)} không thành công:\n{done.stderr[-800:]}\n")


def answers(address: str) -> bool:
    """Whether a PostgreSQL server answers there and lets us create databases."""
    import psycopg

    try:
        with psycopg.connect(address.replace("postgres://", "postgresql://"), connect_timeout=3) as connection:
            found = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.Error:
        return False
    return bool(found and found[0])


def start_postgres() -> None:
    """Start Debian's cluster and let root in through the socket."""
    listed = subprocess.run(["pg_lsclusters", "-h"], capture_output=True, text=True, check=False).stdout.split()
    if listed:
        subprocess.run(["pg_ctlcluster", "--skip-systemctl-redirect", listed[0], listed[1], "start"], check=False)
    subprocess.run(["su", "postgres", "-c", "createuser --superuser root"], stderr=subprocess.DEVNULL, check=False)


def postgres() -> str:
    """The address of a server that answers: DATABASE_URL, a local one, or Debian's started by root; empty with the reason otherwise."""
    given = os.environ.get("DATABASE_URL", "")
    for address in (given, *ADDRESSES) if given.startswith("postgres") else ADDRESSES:
        if answers(address):
            return address
    if os.geteuid() == 0 and is_there("postgresql"):
        start_postgres()
        if answers(ADDRESSES[1]):
            return ADDRESSES[1]
    sys.stderr.write("=== CHÚ Ý: BỎ QUA KIỂM THỬ TRÊN POSTGRESQL: không máy chủ nào trả lời (DATABASE_URL, 127.0.0.1:5432) ===\n")
    return ""


if __name__ == "__main__":
    if sys.argv[1:] == ["--postgres"]:
        found = postgres()
        sys.stdout.write(found)
        sys.exit(0 if found else 1)
    provide(sys.argv[1:])
