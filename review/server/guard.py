"""Who may ask, and how much: every request passes here before anything of ours sees it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
MAX_BODY = 4 * 2**20
"""Bytes of a request; decisions are small. Uploads have a bound of their own."""
MAX_UPLOAD = 100 * 2**20
_UPLOADS = ("/api/uploads", "/sheets")
"""How the addresses end that take files."""
_SAFE = ("GET", "HEAD")
_SECRET_BYTES = 32
_LONGEST_NAME = 100


class Keys:
    """The token of this start and the secret that signs cookies.

    The secret lies in a file of the home, so that a page goes on by itself when the server was
    started again, and is of no use for another home.
    """

    def __init__(self, secret: bytes, token: str | None = None) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self._secret = secret

    def is_token(self, text: str) -> bool:
        """Whether a text is the token, in constant time."""
        return hmac.compare_digest(text.encode(), self.token.encode())

    def cookie(self, session: Mapping[str, Any]) -> str:
        """A session as the browser keeps it."""
        data = json.dumps(session, separators=(",", ":")).encode()
        text = base64.urlsafe_b64encode(data).decode().rstrip("=")
        return f"{text}.{self._sign(text)}"

    def session(self, cookie: str) -> dict[str, Any] | None:
        """The session of a cookie; ``None`` where we did not make it."""
        text, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(text).encode()):
            return None
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return found if isinstance(found, dict) else None

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def keep_secret(path: Path) -> bytes:
    """The secret in a file that only its owner can read; made where it is not there."""
    if path.is_file() and len(found := path.read_bytes()) == _SECRET_BYTES:
        return found
    made = secrets.token_bytes(_SECRET_BYTES)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(made)
    return made


def new_session() -> dict[str, Any]:
    """A session that has just begun."""
    return {"id": secrets.token_urlsafe(9)}


class Guard:
    """An ASGI application in front of ours.

    Refuses what does not come from a page of ours: another ``Host`` (421), another ``Origin``
    with a request that changes something (403), a request without the cookie (403), a body that
    is too large (413). An answer to such a request says nothing about what is here.
    """

    def __init__(self, app: ASGIApp, keys: Keys, *, cookie_name: str) -> None:
        self._app, self._keys, self._cookie_name = app, keys, cookie_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1")
                   for name, value in scope["headers"]}  # fmt: skip
        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        limit = MAX_UPLOAD if scope["path"].endswith(_UPLOADS) else MAX_BODY
        await _Bounded(self._app, limit)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        host = headers.get("host", "")
        if sum(name == b"host" for name, _value in scope["headers"]) != 1 or not is_ours(host):
            return PlainTextResponse("This address is not served here.", 421)
        method = scope["method"]
        if method not in _SAFE and headers.get("origin") != f"http://{host}":
            return PlainTextResponse("Requests that change something come from our page.", 403)
        is_start = method == "GET" and scope["path"] == "/" and scope["query_string"]
        if is_start:
            given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
            if given:
                return self._begin(given)
        session = self._session(headers)
        if session is None:
            return PlainTextResponse(
                "Open the address that duizhao review printed: it lets your browser in.", 403
            )
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("This is for our page alone.", 403)
        scope.setdefault("state", {})["session"] = session
        return None

    def _begin(self, token: str) -> Response:
        if not self._keys.is_token(token):
            return PlainTextResponse(
                "This address has had its day: open the one that duizhao review printed last.", 403
            )
        answer = RedirectResponse("/", 303)
        self.set_session(answer, new_session())
        return answer

    def set_session(self, answer: Response, session: Mapping[str, Any]) -> None:
        """Have the browser keep a session."""
        answer.set_cookie(
            self._cookie_name,
            self._keys.cookie(session),
            httponly=True,
            samesite="strict",
            path="/",
            max_age=400 * 24 * 3600,
        )

    def _session(self, headers: Mapping[str, str]) -> dict[str, Any] | None:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
            found = cookies.get(self._cookie_name)
            return None if found is None else self._keys.session(found.value)
        except (CookieError, ValueError):
            return None


def is_ours(host: str) -> bool:
    """Whether a ``Host`` names this machine from itself; through a tunnel the port is another.

    >>> is_ours("127.0.0.1:8000"), is_ours("localhost"), is_ours("evil.example:8000")
    (True, True, False)
    """
    name, colon, port = host.rpartition(":")
    if not colon or not port.isdigit():
        name = host
    return name.lower() in HOSTS


class TooLargeError(Exception):
    """A request is larger than what is taken."""


class _Bounded:
    """Reads no more of a request than a limit."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0
        is_begun = False

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise TooLargeError
            return message

        async def noting(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        length = dict(scope["headers"]).get(b"content-length", b"0")
        try:
            if not length.isdigit() or int(length) > self._limit:
                raise TooLargeError
            await self._app(scope, bounded, noting)
        except TooLargeError:
            if is_begun:
                raise
            await too_large()(scope, receive, send)


def too_large() -> Response:
    """The answer to a request that is too large; what is left of it is not read."""
    answer = PlainTextResponse("That is more than is taken at once.", 413)
    answer.headers["connection"] = "close"
    return answer


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _value in message.get("headers", ())}
            added = [
                (name.encode(), value.encode())
                for name, value in {**HEADERS, "cache-control": "no-store"}.items()
                if name.encode() not in known
            ]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending
