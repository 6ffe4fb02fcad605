"""A server that behaves as badly as a test wants, on 127.0.0.1."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

type_html = b"Content-Type: text/html; charset=utf-8\r\n"


class Talk:
    """One request, and the means to answer it byte by byte."""

    def __init__(
        self, connection: socket.socket, headers: dict[str, str], over: threading.Event
    ) -> None:
        self.connection = connection
        self.headers = headers
        self.over = over

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def hang_up(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def page(
        self, body: bytes = b"<p>Rest.</p>", *, status: str = "200 OK", headers: bytes = type_html
    ) -> None:
        """Send a whole answer with its right length."""
        length = f"Content-Length: {len(body)}\r\n".encode()
        self.send(b"HTTP/1.1 " + status.encode() + b"\r\n" + headers + length + b"\r\n" + body)

    def redirect(self, location: str) -> None:
        self.page(b"", status="302 Found", headers=f"Location: {location}\r\n".encode())


class BadServer(socketserver.ThreadingTCPServer):
    """Answers each path as told; other paths get 404. `over` is set when the test is done."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.answers: dict[str, Callable[[Talk], None]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    def on(self, path: str, answer: Callable[[Talk], None]) -> str:
        """Set the answer to a path, and return its address."""
        self.answers[path] = answer
        return self.base + path


class _Handler(socketserver.BaseRequestHandler):
    server: BadServer

    def handle(self) -> None:
        with suppress(OSError), self.request.makefile("rb") as file:
            while request := file.readline():
                path = request.decode("latin-1").split()[1]
                headers = {}
                while (line := file.readline().strip()) != b"":
                    name, _, value = line.decode("latin-1").partition(":")
                    headers[name.lower()] = value.strip()
                self.server.asked.append(path)
                self.server.headers.append(headers)
                talk = Talk(self.request, headers, self.server.over)
                answer = self.server.answers.get(path)
                if answer is None:
                    talk.page(b"", status="404 Not Found")
                else:
                    answer(talk)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with BadServer() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        found.over.set()
        found.shutdown()
        thread.join()
