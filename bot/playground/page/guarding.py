"""Who may ask: this computer's own browser on this very page, and nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

HOSTS = ("127.0.0.1", "localhost")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(app: Flask) -> None:
    """Refuse what comes from elsewhere, and tell the browser to fetch nothing from elsewhere."""
    app.before_request(_refuse_strangers)
    app.after_request(_with_headers)


def _refuse_strangers() -> tuple[str, int] | None:
    # A name that somebody else's DNS points at this computer is not one of ours.
    if request.host not in _hosts():
        return "This page is for the browser of this computer only.", 421
    if request.method in ("GET", "HEAD"):
        return None
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.scheme != "http" or origin.netloc != request.host or not request.is_json:
        return "Only this page itself may ask for that.", 403
    return None


def _hosts() -> set[str]:
    port = str(request.environ["SERVER_PORT"])
    named = {f"{host}:{port}" for host in HOSTS}
    return named | set(HOSTS) if port == "80" else named


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response
