"""What the command says and how it ends: faults in one line, a stop at once, bars for stages."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from curette.model import CuretteError
from flows import progress

screen = Console()
_err = Console(stderr=True)

# What the exit code says, beside 0: all well.
USAGE_ERROR = 2
SOME_FAILED = 3
DIFFERENT = 1
STOPPED = 128 + signal.SIGINT

_STOPPED = "stopped; what was published stands, and the same command goes on from here"
_STAGES = {
    "fetch": "Gathering pages",
    "document": "Cleaning",
    "site": "Learning what sites repeat",
    "record": "Reading causes and advice",
    "cluster": "Finding near-duplicates",
    "export": "Writing",
}

# A name of a megabyte can be given; nobody wants to read it again.
_LONGEST_FAULT = 1000


@contextmanager
def mended() -> Iterator[None]:
    """Turn what goes wrong into one line and an exit code.

    What a person asked for wrongly is a `CuretteError`; the rest happens to a right command.
    """
    try:
        yield
    except CuretteError as error:
        _say(str(error))
        raise typer.Exit(USAGE_ERROR) from error
    except KeyboardInterrupt as error:
        _say(_STOPPED)
        raise typer.Exit(STOPPED) from error
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("CURETTE_TRACE"):
            raise
        _say(_fault(error))
        raise typer.Exit(SOME_FAILED) from error


def _fault(error: Exception) -> str:
    """Return the name, the fault and the cure of an error that no floor below has named."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full; make room, or give --data a folder on another, and run again"
    if isinstance(error, OSError) and error.strerror:
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        return f"{where}{error.strerror}; mend that, or give another --data folder, and run again"
    kind = type(error)
    library = kind.__module__.partition(".")[0]
    if library == "sqlite3":
        return (
            f"the store cannot be used: {error}; look at the space on the disk and at the rights "
            "of the --data folder, or move that folder away, and run again"
        )
    if library in ("prefect", "httpx", "httpcore"):
        return (
            f"Prefect does not work: {kind.__name__}: {error}; run again, and where "
            "PREFECT_API_URL is set, look whether a server answers there"
        )
    return (
        f"a fault of curette itself: {kind.__name__}: {error}; please report it with what the "
        "same command says under CURETTE_TRACE=1"
    )


def _say(fault: str) -> None:
    line = " ".join(fault.encode("utf-8", "backslashreplace").decode().split())
    line = line if len(line) <= _LONGEST_FAULT else f"{line[:_LONGEST_FAULT]} …"
    _err.print(f"[red]error:[/red] {_plain(line)}", soft_wrap=True, highlight=False)


@contextmanager
def bars() -> Iterator[None]:
    """Show how far each stage is, for the length of the block, and let a signal end it."""
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_err,
        transient=True,
        disable=not _err.is_terminal,  # in a file even bars that are never drawn leave a line
    ) as drawn:
        start = drawn.add_task("Starting Prefect", total=None)
        rows = {}

        def hear(stage: str, more: int, total: int | None) -> None:
            drawn.update(start, visible=False)
            if stage not in rows:
                rows[stage] = drawn.add_task(_STAGES.get(stage, stage), total=total)
            if total is not None:
                drawn.update(rows[stage], total=total)
            drawn.advance(rows[stage], more)

        with progress.listening(hear), _stoppable(drawn):
            yield


@contextmanager
def _stoppable(drawn: Progress) -> Iterator[None]:
    """End at once on Ctrl-C, and when another program or the terminal ends the run.

    Not by an exception: on its way out each of Prefect's floors would report to a server that
    has heard Ctrl-C as well and is gone, and wait for it for minutes. The store is whole at every
    moment, so nothing has to be put in order but the processes that would outlive this one.
    """
    from prefect.server.api.server import SubprocessASGIServer

    def stop(number: int, frame: FrameType | None) -> None:
        drawn.stop()
        for child in multiprocessing.active_children():
            child.kill()
        SubprocessASGIServer().stop()  # one object; does nothing where no server was started
        _say(_STOPPED)
        sys.stdout.flush()
        os._exit(128 + number)

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` and `&` have asked for that
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
