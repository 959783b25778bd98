"""The rating page, served on one's own machine by the standard library.

`GET /` the page, `GET /next` what to rate now (JSON), `GET /film/ALIAS` the film, in ranges so that
browsers can seek, `POST /rate` four answers. A rater is a random name in a cookie: whoever comes
back goes on where they were. Names of systems and files never leave this process.
"""

import json
import re
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from clavilux.evaluate.opinion import QUESTIONS
from clavilux.evaluate.opinion.films import FILMS, STORE, Film, alias, films, in_order
from clavilux.evaluate.opinion.store import Store
from clavilux.types.errors import UsageError

COOKIE = "rater"
YEAR_S = 365 * 24 * 3600
MOST_BYTES = 4096  # of an answer
PIECE = 1 << 18
NAME = re.compile(r"[0-9a-f]{16}")


class OpinionServer(ThreadingHTTPServer):
    """Serves the films of one folder. `port` 0 takes any free one."""

    daemon_threads = True

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self.films = films(folder)
        self.store = Store(folder / STORE)
        page = (files("clavilux.evaluate.opinion") / "page.html").read_text("utf-8")
        asked = [vars(question) for question in QUESTIONS]
        self.page = page.replace("/*QUESTIONS*/[]", json.dumps(asked)).encode()
        try:
            super().__init__((host, port), Handler)
        except (OSError, OverflowError) as error:
            raise UsageError(f"{host}:{port} cannot be served on ({error}).") from error

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}/"

    def next_for(self, rater: str) -> dict[str, Any]:
        """The first film in this rater's order that they have not rated, by its alias."""
        rated = self.store.rated(rater)
        left = [f for f in in_order(self.films, rater) if (f.system, f.item) not in rated]
        film = alias(left[0], rater) if left else None
        return {"film": film, "done": len(self.films) - len(left), "of": len(self.films)}

    def named(self, name: str, rater: str) -> Film | None:
        """The film of an alias."""
        return next((film for film in self.films if alias(film, rater) == name), None)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: OpinionServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        rater = self._rater()
        path = self.path.partition("?")[0]
        if path == "/":
            self._send(200, self.server.page, "text/html; charset=utf-8", rater or _new_rater())
        elif rater is None:
            self._fail(403, "Open the first page first.")
        elif path == "/next":
            self._json(self.server.next_for(rater))
        elif path.startswith("/film/") and (film := self.server.named(path[6:], rater)):
            self._film(film.path)
        else:
            self._fail(404, "There is no such page.")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        rater = self._rater()
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/rate" or rater is None or not 0 < length <= MOST_BYTES:
            self.close_connection = True  # its body stays unread
            return self._fail(400, "This is not an answer.")
        try:
            given = json.loads(self.rfile.read(length))
            film = self.server.named(str(given["film"]), rater)
            if film is None:
                return self._fail(404, "There is no such film.")
            self.server.store.rate(rater, film, dict(given["scores"]))
        except (ValueError, KeyError, TypeError) as error:
            return self._fail(400, f"This is not an answer: {error}.")
        self._json(self.server.next_for(rater))

    def _rater(self) -> str | None:
        try:
            kept = SimpleCookie(self.headers.get("Cookie") or "").get(COOKIE)
        except CookieError:
            return None
        return kept.value if kept and NAME.fullmatch(kept.value) else None

    def _film(self, path: Path) -> None:
        size = path.stat().st_size
        span = byte_range(self.headers.get("Range"), size)
        if span is None:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        first, last = span
        self.send_response(206 if self.headers.get("Range") else 200)
        if self.headers.get("Range"):
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Type", FILMS[path.suffix.lower()])
        self.send_header("Content-Length", str(last + 1 - first))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "private, no-store")
        self.end_headers()
        if self.command != "HEAD":
            self._copy(path, first, last + 1 - first)

    def _copy(self, path: Path, first: int, left: int) -> None:
        try:
            with path.open("rb") as file:
                file.seek(first)
                while left > 0 and (piece := file.read(min(PIECE, left))):
                    self.wfile.write(piece)
                    left -= len(piece)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the browser has what it wanted

    def _json(self, value: dict[str, Any]) -> None:
        self._send(200, json.dumps(value).encode(), "application/json")

    def _fail(self, code: int, sentence: str) -> None:
        self._send(code, sentence.encode(), "text/plain; charset=utf-8")

    def _send(self, code: int, body: bytes, kind: str, rater: str | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if rater:
            cookie = f"{COOKIE}={rater}; Max-Age={YEAR_S}; Path=/; HttpOnly; SameSite=Strict"
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: who rates what is nobody's business."""


def _new_rater() -> str:
    return secrets.token_hex(8)


def byte_range(asked: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a Range header; all without one, None where it cannot be satisfied."""
    if not asked:
        return 0, size - 1
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", asked.strip())
    if not match or not any(match.groups()):
        return None
    start, end = match.groups()
    first = int(start) if start else max(size - int(end), 0)
    last = min(int(end), size - 1) if start and end else size - 1
    return (first, last) if first <= last else None


def serve(folder: Path, host: str, port: int, say: Callable[[str], None] = print) -> None:
    """Serves until Ctrl-C."""
    with OpinionServer(folder, host, port) as server:
        say(f"{len(server.films)} films to rate at {server.address}  (Ctrl-C ends)")
        server.serve_forever()
