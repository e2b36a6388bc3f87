"""Clerks at work over HTTP, in a process of their own: `python -m trienkhai.desk.load` takes a `Shift` as JSON and prints its `Outcome`."""

from __future__ import annotations

import http.client
import itertools
import json
import random
import sys
import threading
import time
import urllib.parse
import uuid
from typing import TypedDict

TOKEN = "c" * 32
"""The secret of the form guard: the same in the cookie and in the form, as a browser sends it back."""


class Visit(TypedDict):
    """One click: a page to open, or a form to send (`form` is not empty)."""

    path: str
    form: dict[str, str]


class Clerk(TypedDict):
    """A signed-in browser and what it does, over and over."""

    session: str
    visits: list[Visit]


class Shift(TypedDict):
    """`pause` seconds lie between an answer and the next click; what the first `warm` seconds bring is not counted."""

    port: int
    seconds: float
    warm: float
    pause: float
    clerks: list[Clerk]


class Outcome(TypedDict):
    """Milliseconds of every answer, in no order, and what went wrong."""

    answers: list[float]
    errors: list[str]


def work(shift: Shift) -> Outcome:
    """All clerks at once, each beginning at a moment of its own within the first pause."""
    out: Outcome = {"answers": [], "errors": []}
    began = time.monotonic()
    threads = [threading.Thread(target=_clerk, args=(shift, clerk, began, out)) for clerk in shift["clerks"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


def _clerk(shift: Shift, clerk: Clerk, began: float, out: Outcome) -> None:
    end = began + shift["warm"] + shift["seconds"]
    time.sleep(random.uniform(0, shift["pause"]))  # noqa: S311 - spreads the beginnings
    for visit in itertools.cycle(clerk["visits"]):
        clicked = time.monotonic()
        if clicked >= end:
            return
        error = _click(shift["port"], clerk["session"], visit)
        if clicked >= began + shift["warm"]:
            out["answers"].append(1000 * (time.monotonic() - clicked))
        if error:
            out["errors"].append(error)
        time.sleep(shift["pause"])


def _click(port: int, session: str, visit: Visit) -> str:
    """What went wrong, or nothing. A page answers 200, a form that was taken 302."""
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
    body, wanted = None, http.HTTPStatus.OK
    if visit["form"]:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(visit["form"] | {"form_key": str(uuid.uuid4()), "csrfmiddlewaretoken": TOKEN})
        wanted = http.HTTPStatus.FOUND
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        door.request("POST" if body else "GET", visit["path"], body, headers)
        answer = door.getresponse()
        answer.read()
    except OSError as error:
        return f"{visit['path']}: {error!r}"
    finally:
        door.close()
    away = answer.headers.get("Location", "")
    return "" if answer.status == wanted and "/login/" not in away else f"{visit['path']}: {answer.status} {away}"


if __name__ == "__main__":
    json.dump(work(json.load(sys.stdin)), sys.stdout)
