"""The `curette` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import typer

from curette import __version__
from curette.model import CuretteError
from flows.console import DIFFERENT, SOME_FAILED, STOPPED, USAGE_ERROR, bars, mended, screen
from flows.engines import EngineKind, check
from flows.settings import Settings, vocabulary_folder

__all__ = ["SOME_FAILED", "STOPPED", "USAGE_ERROR", "app"]

app = typer.Typer(
    name="curette",
    help="Read health pages, strike what is not the article, quote causes and advice.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SITE = Path("samples/site")
_DATA = Settings().data

SchemaKind = Literal[
    "document", "topic", "ledger", "cluster", "event", "passage", "stitched", "failure"
]  # fmt: skip
DataOption = Annotated[
    Path, typer.Option("--data", help="The folder that pages, results and runs live in.")
]
VocabularyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--vocabulary",
        metavar="NAME|FILE",
        help="Codes beside our own: `icd10cm`, `hpo`, `drugs`, or a CSV, TSV, JSONL, OBO or "
        "MRCONSO.RRF file (`MRCONSO.RRF@ICD10CM,RXNORM` for some sources). May be given again.",
    ),
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
    engine: Annotated[
        EngineKind,
        typer.Option(help="Where pages are compared: here, by processes, or on a Dask cluster."),
    ] = "local",
    address: Annotated[
        str, typer.Option(help="With `--engine dask`: its scheduler, as tcp://host:8786.")
    ] = "",
    shards: Annotated[
        str,
        typer.Option(
            metavar="FOLDER",
            help="With an engine: a folder that all workers see, a path or an address that fsspec "
            "knows. Without: below the `--data` folder.",
        ),
    ] = "",
    vocabulary: VocabularyOption = None,
) -> None:
    """Bring pages through every stage and publish the result.

    Pages that have not changed since an earlier run are not done again. Engine and number of
    workers make no difference to what comes out.
    """
    with mended():
        check(engine, address)
        row = _curate(inputs or _all_sources(), data, engine, address, shards, vocabulary or [])
        _summary(row, data)


@app.command(epilog="Example: `curette sample`, or from the checkout `make run`")
def sample(data: DataOption = Path("data/sample")) -> None:
    """Serve the sample site on this machine, scrape it, and show what became of it.

    Some of its pages are broken on purpose: their failures are part of the show.
    """
    from curette.crawl.sample_server import serve as serve_site
    from curette.crawl.sources import load_source

    with mended():
        # Ids of pages come from their addresses, so the port is the one that the source names.
        seed = load_source(Settings().sources / "sample.toml").seeds[0]
        with serve_site(_SITE, port=urlsplit(seed).port or 0) as address:
            screen.print(f"The sample site is served at {address} while this runs.")
            failed = _summary(_curate(["sample"], data), data, fail=False)
        screen.print(
            f"{failed} pages failed, as this site means them to. Next: open the report in a "
            "browser, or try `curette explain` on a page of your own."
        )


@app.command(
    epilog="Example: `curette explain page.html`, `curette explain --whole my-page-id`, "
    "`curette explain my-page-id another-page`"
)
def explain(
    page: Annotated[str, typer.Argument(help="A file, or the id or address of a stored page.")],
    other: Annotated[
        str | None, typer.Argument(help="Another page: why the two are near-duplicates or not.")
    ] = None,
    data: DataOption = _DATA,
    whole: Annotated[
        bool, typer.Option("--whole", help="Show long struck or equal passages in full.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Of two pages: print JSON, for programs.")
    ] = False,
) -> None:
    """Show one page with what was struck from it and why; or why two pages are alike or not."""
    with mended():
        if other is not None:
            _explain_two(page, other, data, whole=whole, as_json=as_json)
            return
        if as_json:
            raise CuretteError("--json is for two pages; of one, `ledgers.jsonl` of a run says all")
        from curette.review.terminal import render
        from flows.crawl import one_page
        from flows.pages import whole_page
        from flows.sites import known_template

        document, record = whole_page(
            one_page(page, data), partial(known_template, data), seconds=Settings().page_seconds
        )
        screen.print(render(document, record, whole=whole))


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
    with mended():
        from curette.review.report import write_report
        from curette.store import find_run

        folder = find_run(data, run)
        path = out or folder / "report.html"
        write_report(folder, path)
        screen.print(f"Written: {path}", soft_wrap=True)


@app.command(epilog="Example: `curette diff 1 2`  \nExit code: 0 the same, 1 different.")
def diff(
    run_a: Annotated[str, typer.Argument(help="The earlier run.")],
    run_b: Annotated[str, typer.Argument(help="The later run.")] = "latest",
    data: DataOption = _DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Compare two runs: pages, cuts, causes and advice, topics, failures."""
    with mended():
        from curette.review.compare import compare, render, to_json
        from curette.store import find_run

        comparison = compare(find_run(data, run_a), find_run(data, run_b))
        if as_json:
            sys.stdout.write(to_json(comparison) + "\n")
        else:
            screen.print(render(comparison))
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
    vocabulary: VocabularyOption = None,
) -> None:
    """Run on a schedule until stopped, one run at a time.

    Uses the Prefect server that PREFECT_API_URL names; without one, starts a server of its own on
    this machine alone, with its pages at http://127.0.0.1:4200.
    """
    with mended():
        from flows.schedule import serve_on_schedule

        serve_on_schedule(
            inputs or _all_sources(), data, cron, say=screen.print, vocabularies=vocabulary or []
        )


@app.command(epilog="Example: `curette schema document > document.schema.json`")
def schema(
    kind: Annotated[SchemaKind, typer.Argument(help="Which records.")] = "document",
) -> None:
    """Print the JSON Schema that the exported records obey."""
    from curette.export import schema_text

    sys.stdout.write(schema_text(kind))


def _version(wanted: bool) -> None:
    if wanted:
        screen.print(f"curette {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take options that stand before the command."""


def _all_sources() -> list[str]:
    from flows.crawl import every_source

    return every_source(Settings().sources)


def _explain_two(page: str, other: str, data: Path, *, whole: bool, as_json: bool) -> None:
    from curette.review.pair import render, to_json
    from flows.two_pages import explained

    found, texts = explained(page, other, data)
    if as_json:
        sys.stdout.write(to_json(found) + "\n")
    else:
        screen.print(render(found, *texts, whole=whole))


def _curate(
    inputs: list[str],
    data: Path,
    engine: EngineKind = "local",
    address: str = "",
    shards: str = "",
    vocabularies: Sequence[str] = (),
) -> dict[str, object]:
    """Run the pipeline with bars for its stages; return its row of the log."""
    from curette.store import lock
    from curette.vocabulary.index import open_vocabularies
    from flows.crawl import sort_inputs

    sort_inputs(inputs, Settings().sources)
    with lock(data), open_vocabularies(vocabularies, vocabulary_folder(data)):
        pass  # say at once, and not after Prefect has started, that nothing can be done here
    with bars():
        from flows.curate import curate

        return curate(inputs, data, engine, address, shards, vocabularies)


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
    screen.print(summary_table(summary))
    if (data / "clean" / "latest").resolve() != folder.resolve():
        screen.print("Too many pages failed: `latest` stays on the run before.")
    if fail and summary.failed:
        raise typer.Exit(SOME_FAILED)
    return summary.failed


if __name__ == "__main__":
    app()
