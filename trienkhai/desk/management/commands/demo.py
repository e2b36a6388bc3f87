"""Prepare the demonstration and run it: `trienkhai demo [FILE] [--check] [--port 8000] [--units 300]`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from trienkhai.desk import demonstration

PAGES = ("/", "/van-ban/", "/ke-hoach/", "/bao-cao/", "/don-vi/")


class Command(BaseCommand):
    """Database, province, plan, server and worker in one step."""

    help = "Chuẩn bị bản trình diễn rồi chạy trên chính máy này."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE is read instead of the sample plan."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="Văn bản của bạn (.docx, .doc, .odt, .rtf, .pdf, .html, .txt, .md, .png, .jpg, .tif)"
        )
        parser.add_argument("--check", action="store_true", help="Kiểm tra rồi dừng")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--units", type=int, default=300)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - the shape of Django
        """Prepare, run, and with --check ask the pages."""
        if not settings.DEMO:
            raise CommandError("Lệnh này cần TRIENKHAI_MODE=demo; hãy dùng scripts/demo.")
        if options["file"] and not options["file"].is_file():
            raise CommandError(f"Không thấy tệp {options['file']}.")
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        self.stdout.write("Đang chuẩn bị cơ sở dữ liệu và tỉnh trình diễn…")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        document = demonstration.prepare(file=options["file"], count=options["units"])
        demonstration.keep_registers()
        port = free_port() if options["check"] else options["port"]
        work = [sys.executable, "-m", "trienkhai.config.command", "db_worker", "--interval", "0.5"]
        seal = [sys.executable, "-m", "trienkhai.config.command", "journal", "seal", "--every", "20"]
        post = [sys.executable, "-m", "trienkhai.config.command", "outbox", "send", "--every", "3"]
        serve = [sys.executable, "-m", "gunicorn", "trienkhai.config.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2", "--threads", "4"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if options["check"] else {}
        running = [subprocess.Popen(line, env=os.environ, **quiet) for line in (work, serve, seal, post)]  # type: ignore[call-overload]  # noqa: S603
        try:
            if options["check"]:
                self.check_pages(port)
                return
            self.tell(port, document.pk, sample=options["file"] is None)
            running[1].wait()
        except KeyboardInterrupt:
            self.stdout.write("\nĐã dừng.")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(timeout=20)

    def tell(self, port: int, document_id: int, *, sample: bool) -> None:
        """Where to look and how to sign in."""
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        self.stdout.write(self.style.SUCCESS(f"\nMở {base}/ và bấm một vai trò để vào."))
        if sample:
            self.stdout.write(
                "Kế hoạch mẫu đã được đọc, rà soát và ban hành; hãy thử «Chuyên viên», «Lãnh đạo», «Người báo cáo của đơn vị»."
            )
        else:
            self.stdout.write(demonstration.where_it_stands(base, document_id))
        self.stdout.write("Nhấn Ctrl+C để dừng.")

    def check_pages(self, port: int) -> None:
        """Ask the pages as a specialist would, and that the sample plan stands read and issued."""
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        browser = sign_in(base, "specialist")
        for page in PAGES:
            with browser.open(base + page, timeout=20) as answer:
                if answer.status != 200:
                    raise CommandError(f"Trang {page} trả lời {answer.status}.")
        tasks, works = demonstration.stands()
        if not tasks or not works:
            raise CommandError("Kế hoạch mẫu chưa được đọc và ban hành.")
        self.stdout.write(
            f"demo: {demonstration.units_count()} đơn vị, {tasks} nhiệm vụ đã ban hành, {works} việc, {len(PAGES)} trang trả lời. OK"
        )


def free_port() -> int:
    """A free port of the loopback address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(base: str, seconds: float = 60) -> None:
    """Until the server answers. Raises CommandError when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{base}/tai-khoan/login/", timeout=5):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise CommandError("Máy chủ không trả lời. Hãy xem cổng có đang bị chương trình khác dùng không.")


def sign_in(base: str, role: str) -> urllib.request.OpenerDirector:
    """A browser signed in by the demonstration's button."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{base}/tai-khoan/login/", timeout=20).close()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    body = urllib.parse.urlencode({"role": role, "csrfmiddlewaretoken": token}).encode()
    browser.open(urllib.request.Request(f"{base}/dang-nhap/trinh-dien/", body, {"Referer": base}), timeout=20).close()  # noqa: S310 - as above
    return browser
