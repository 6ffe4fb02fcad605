"""The `curette` command."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Annotated, Literal
from urllib.parse import urlsplit

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

from curette import __version__
from curette.model import CuretteError
from flows import progress
from flows.settings import Settings

app = typer.Typer(
    name="curette",
    help="Read health pages, strike what is not the article, quote causes and advice.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_out = Console()
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

_SITE = Path("samples/site")
_DATA = Settings().data

SchemaKind = Literal["document", "topic", "ledger", "cluster", "failure"]
DataOption = Annotated[
    Path, typer.Option("--data", help="The folder that pages, results and runs live in.")
]


@app.command(
    epilog="Example: `curette run pages/ https://example.org/headache sample`  \n"
    "Exit code: 0 all well, 3 some pages failed (see failures.jsonl), 2 wrong use."
)
def run(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|ADDRESS|SOURCE",
            help="Files, folders, WARC files, lists of addresses, addresses, or names of websites "
            "in `sources/`. Without any: every website in `sources/`.",
        ),
    ] = None,
    data: DataOption = _DATA,
) -> None:
    """Bring pages through every stage and publish the result.

    Pages that have not changed since an earlier run are not done again.
    """
    with _mended():
        _summary(_curate(inputs or _all_sources(), data), data)


@app.command(epilog="Example: `curette sample`, or from the checkout `make run`")
def sample(data: DataOption = Path("data/sample")) -> None:
    """Serve the sample site on this machine, scrape it, and show what became of it.

    Some of its pages are broken on purpose: their failures are part of the show.
    """
    from curette.crawl.sample_server import serve as serve_site
    from curette.crawl.sources import load_source

    with _mended():
        # Ids of pages come from their addresses, so the port is the one that the source names.
        seed = load_source(Settings().sources / "sample.toml").seeds[0]
        with serve_site(_SITE, port=urlsplit(seed).port or 0) as address:
            _out.print(f"The sample site is served at {address} while this runs.")
            failed = _summary(_curate(["sample"], data), data, fail=False)
        _out.print(
            f"{failed} pages failed, as this site means them to. Next: open the report in a "
            "browser, or try `curette explain` on a page of your own."
        )


@app.command(epilog="Example: `curette explain page.html`, `curette explain --whole my-page-id`")
def explain(
    page: Annotated[str, typer.Argument(help="A file, or the id or address of a stored page.")],
    data: DataOption = _DATA,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show long struck passages in full.")
    ] = False,
) -> None:
    """Show one page with what was struck from it, by which rule, and why."""
    with _mended():
        from curette.review.terminal import render
        from flows.crawl import one_page
        from flows.pages import whole_page
        from flows.sites import known_template

        document, record = whole_page(
            one_page(page, data), partial(known_template, data), seconds=Settings().page_seconds
        )
        _out.print(render(document, record, whole=whole))


@app.command(epilog="Example: `curette report latest`, `curette report run-0002 --out today.html`")
def report(
    run: Annotated[str, typer.Argument(help="A run: its folder, name, number, or `latest`.")] = (
        "latest"
    ),
    out: Annotated[
        Path | None, typer.Option(help="Where to write it. Without: into the run's folder.")
    ] = None,
    data: DataOption = _DATA,
) -> None:
    """Write the report of a run: one page that shows every cut, in place and with its reason."""
    with _mended():
        from curette.review.report import write_report
        from curette.store import find_run

        folder = find_run(data, run)
        path = out or folder / "report.html"
        write_report(folder, path)
        _out.print(f"Written: {path}", soft_wrap=True)


@app.command(epilog="Example: `curette diff 1 2`  \nExit code: 0 the same, 1 different.")
def diff(
    run_a: Annotated[str, typer.Argument(help="The earlier run.")],
    run_b: Annotated[str, typer.Argument(help="The later run.")] = "latest",
    data: DataOption = _DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Compare two runs: pages, cuts, causes and advice, topics, failures."""
    with _mended():
        from curette.review.compare import compare, render, to_json
        from curette.store import find_run

        comparison = compare(find_run(data, run_a), find_run(data, run_b))
        if as_json:
            sys.stdout.write(to_json(comparison) + "\n")
        else:
            _out.print(render(comparison))
    raise typer.Exit(0 if comparison.same else DIFFERENT)


@app.command(epilog='Example: `curette serve --cron "0 6 * * *" sources-of-mine`')
def serve(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|ADDRESS|SOURCE", help="As for `curette run`."),
    ] = None,
    cron: Annotated[
        str, typer.Option(help="When to run: minute, hour, day of month, month, day of week.")
    ] = "0 6 * * *",
    data: DataOption = _DATA,
) -> None:
    """Run on a schedule until stopped, one run at a time.

    Uses the Prefect server that PREFECT_API_URL names; without one, starts a server of its own on
    this machine alone, with its pages at http://127.0.0.1:4200.
    """
    with _mended():
        from flows.schedule import serve_on_schedule

        serve_on_schedule(inputs or _all_sources(), data, cron, say=_out.print)


@app.command(epilog="Example: `curette schema document > document.schema.json`")
def schema(
    kind: Annotated[SchemaKind, typer.Argument(help="Which records.")] = "document",
) -> None:
    """Print the JSON Schema that the exported records obey."""
    from curette.export import schema_text

    sys.stdout.write(schema_text(kind))


def _version(wanted: bool) -> None:
    if wanted:
        _out.print(f"curette {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take options that stand before the command."""


@contextmanager
def _mended() -> Iterator[None]:
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
def _stoppable(bars: Progress) -> Iterator[None]:
    """End at once on Ctrl-C, and when another program or the terminal ends the run.

    Not by an exception: on its way out each of Prefect's floors would report to a server that
    has heard Ctrl-C as well and is gone, and wait for it for minutes. The store is whole at every
    moment, so nothing has to be put in order but the processes that would outlive this one.
    """
    from prefect.server.api.server import SubprocessASGIServer

    def stop(number: int, frame: FrameType | None) -> None:
        bars.stop()
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


def _all_sources() -> list[str]:
    from flows.crawl import every_source

    return every_source(Settings().sources)


def _curate(inputs: list[str], data: Path) -> dict[str, object]:
    """Run the pipeline with bars for its stages; return its row of the log."""
    from curette.store import lock
    from flows.crawl import sort_inputs

    sort_inputs(inputs, Settings().sources)
    with lock(data):
        pass  # say at once, and not after Prefect has started, that nothing can be done here
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_err,
        transient=True,
        disable=not _err.is_terminal,  # in a file even bars that are never drawn leave a line
    ) as bars:
        start = bars.add_task("Starting Prefect", total=None)
        rows = {}

        def hear(stage: str, more: int, total: int | None) -> None:
            bars.update(start, visible=False)
            if stage not in rows:
                rows[stage] = bars.add_task(_STAGES.get(stage, stage), total=total)
            if total is not None:
                bars.update(rows[stage], total=total)
            bars.advance(rows[stage], more)

        from flows.curate import curate

        with progress.listening(hear), _stoppable(bars):
            return curate(inputs, data)


def _summary(row: dict[str, object], data: Path, *, fail: bool = True) -> int:
    """Print the closing table; return how many pages failed, or exit saying that some did."""
    from curette.review.terminal import summary_table
    from curette.review.totals import summarise

    folder = data / "clean" / str(row["run"])
    cleaned = row["cleaned"]
    summary = summarise(
        folder,
        files=(("run", str(folder)), ("report", str(folder / "report.html"))),
        unchanged=cleaned["taken"] if isinstance(cleaned, dict) else 0,
    )
    _out.print(summary_table(summary))
    if (data / "clean" / "latest").resolve() != folder.resolve():
        _out.print("Too many pages failed: `latest` stays on the run before.")
    if fail and summary.failed:
        raise typer.Exit(SOME_FAILED)
    return summary.failed


if __name__ == "__main__":
    app()
