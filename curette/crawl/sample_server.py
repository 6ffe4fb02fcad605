"""Serve a folder of pages on 127.0.0.1, for the sample site and for tests."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from curette.model import CuretteError

# The port that sources/sample.toml names. Pages' ids come from their addresses, so it is fixed.
SAMPLE_PORT = 8417

TYPES = {".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8"}

# Content types that differ from the table above on purpose, by path; never served itself.
HEADERS_FILE = "headers.toml"


@contextmanager
def serve(folder: Path, *, port: int = 0) -> Iterator[str]:
    """Serve `folder` while the block runs, and give the base address, without a final slash.

    A path that ends in a slash serves its `index.html`. Port 0 takes any free port.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(folder))
    except OSError as fault:
        raise CuretteError(
            f"port {port} of this machine cannot be used ({fault.strerror}); "
            "stop the program that holds it, or wait a moment and run again"
        ) from fault
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    root = folder.resolve()
    table = root / HEADERS_FILE
    special: dict[str, str] = tomllib.loads(table.read_text("utf-8")) if table.exists() else {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One write a page: a header and a body in two packets wait for each other.
        wbufsize = -1

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            file = _file(root, path)
            if file is None:
                self._answer(404, b"<!doctype html><title>No such page</title>", TYPES[".html"])
                return
            body = file.read_bytes()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            kind = special.get(path) or TYPES.get(file.suffix, "application/octet-stream")
            if self.headers.get("If-None-Match") == tag:
                self._answer(304, b"", kind, tag)
            else:
                self._answer(200, body, kind, tag)

        def _answer(self, status: int, body: bytes, kind: str, tag: str | None = None) -> None:
            self.send_response(status)
            if status != 304:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the flow reports what it fetched."""

    return Handler


def _file(root: Path, path: str) -> Path | None:
    """Return the file that a path names, None where there is none inside the folder."""
    if "\0" in path:
        return None
    file = (root / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).resolve()
    inside = file.is_relative_to(root) and file.name != HEADERS_FILE
    return file if inside and file.is_file() else None
