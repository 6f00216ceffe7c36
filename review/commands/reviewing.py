"""The page on which people decide."""

from __future__ import annotations

from pathlib import Path

import click

from review.commands import shared


@click.command()
@click.argument("paths", nargs=-1, type=shared.PATH, metavar="[DIR | SOURCE TARGET]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Which port of this machine.  [default: the first free one from 8765 on]",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--reviewer", metavar="NAME", help="Who decides.  [default: your user name]")
def review(
    paths: tuple[Path, ...], port: int | None, no_browser: bool, reviewer: str | None
) -> None:
    """Open the page on which pairs, terms and findings are looked through and decided.

    DIR is a project's folder, or any folder: then new projects are made in it from files that
    you drop on the page. Left out, it is the folder you are in. With SOURCE and TARGET they are
    paired first. Everything stays on this machine, and what you decide is saved at once.

    \b
    Example:
        duizhao review out
        duizhao review speech.zh.docx speech.en.docx
    """
    from review.server.running import serve

    if len(paths) > 2:
        raise click.UsageError("give a folder, or SOURCE and TARGET")
    is_start = len(paths) == 2
    serve(
        paths[0] if len(paths) == 1 else Path(),
        port=port,
        reviewer=reviewer,
        open_browser=not no_browser,
        begin=(paths[0], paths[1]) if is_start else None,
        tell=click.echo,
    )
