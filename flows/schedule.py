"""The pipeline on a schedule."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from curette.model import CuretteError

_ADDRESS = "http://127.0.0.1:4200"
# A cold server on a busy machine took up to 25 s here.
_START_SECONDS = 120.0


def serve_on_schedule(
    inputs: list[str],
    data: Path,
    cron: str,
    *,
    say: Callable[[str], None],
    vocabularies: Sequence[str] = (),
) -> None:
    """Serve the flow until interrupted. Raises `CuretteError` where `cron` is no schedule."""
    from prefect.schedules import Cron

    try:
        schedule = Cron(cron)
    except ValueError as error:
        raise CuretteError(
            f"{cron!r} is no schedule ({error}); give minute, hour, day of month, month and day "
            'of week, such as "0 6 * * *" for six every morning'
        ) from error
    with _server(say):
        from flows.curate import curate

        say(f"Runs on schedule {cron!r}; stop with Ctrl-C.")
        curate.serve(
            name="curette",
            schedules=[schedule],
            parameters={
                "inputs": inputs,
                "data": str(data),
                "vocabularies": list(vocabularies),
            },
            limit=1,
            print_starting_message=False,
        )


@contextmanager
def _server(say: Callable[[str], None]) -> Iterator[None]:
    """Use the server that the environment names, or run one for the length of the block."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    if PREFECT_API_URL.value():
        yield
        return
    api = f"{_ADDRESS}/api"
    if _answers(api):
        raise CuretteError(
            f"a Prefect server runs at {_ADDRESS} already; set PREFECT_API_URL={api} to use it, "
            "or stop it"
        )
    host = urlsplit(_ADDRESS)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", str(host.hostname)]
    server = subprocess.Popen([*command, "--port", str(host.port)], stdout=subprocess.DEVNULL)
    try:
        _await(server, api)
        with temporary_settings(updates={PREFECT_API_URL: api}):
            say(f"A Prefect server runs at {_ADDRESS}; it ends with this command.")
            yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(server: subprocess.Popen[bytes], api: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CuretteError(
                f"the Prefect server ended at once; is something else at {_ADDRESS}? Stop it, or "
                "name another server in PREFECT_API_URL"
            )
        if _answers(api):
            return
        time.sleep(0.5)
    raise CuretteError(f"the Prefect server did not start in {_START_SECONDS:.0f} s; try again")


def _answers(api: str) -> bool:
    from prefect.client.orchestration import SyncPrefectClient

    with SyncPrefectClient(api) as client:
        return client.api_healthcheck() is None
