"""What every answer must tell the browser."""

from __future__ import annotations

from django.http import HttpResponseBase

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def header_faults(answer: HttpResponseBase) -> list[str]:
    """The headers that are missing or too wide."""
    head = answer.headers
    faults = [f"{name}: {head.get(name)}" for name, value in ALWAYS.items() if head.get(name) != value]
    policy = head.get("Content-Security-Policy", "")
    download = "Content-Disposition" in head
    wanted = (
        ("default-src 'none'", "sandbox")
        if download
        else ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
    )
    faults += [f"policy without {words}" for words in wanted if words not in policy]
    faults += [f"policy with {words}" for words in ("unsafe", "http:", "*") if words in policy]
    faults += [] if "camera=()" in head.get("Permissions-Policy", "") else ["no Permissions-Policy"]
    faults += (
        [] if {"private", "no-store"} & set(head.get("Cache-Control", "").split(", ")) else [f"Cache-Control: {head.get('Cache-Control')}"]
    )
    if download and not head["Content-Disposition"].startswith("attachment"):
        faults.append("a download that is shown")
    return faults
