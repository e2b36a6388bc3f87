"""A real SMTP server as a process of its own: `python post_office.py FOLDER WAY`. It keeps what it takes in FOLDER and prints its port.

WAY: take · second (refuses every second letter for now) · never (refuses the addressee for good) · hang (takes the letter, never answers) ·
cut (takes the letter, hangs up) · busy (no letters now).
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Counter:
    def __init__(self, folder: Path, way: str) -> None:
        self.folder, self.way, self.asked = folder, way, 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd
        self.asked += 1
        if self.way == "never":
            return f"550 5.1.1 no such user {address}"
        if self.way == "second" and self.asked % 2 == 0:
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd
        if self.way == "busy":
            return "452 4.2.2 too many letters"
        count = len(list(self.folder.glob("*.eml")))
        (self.folder / f"{count:04}.eml").write_bytes(envelope.content)
        if self.way == "hang":
            await asyncio.sleep(600)
        if self.way == "cut":
            server.transport.abort()
        return "250 OK"


async def main() -> None:
    handler = Counter(Path(sys.argv[1]), sys.argv[2])
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
