"""`doctor`: what is wrong with an installation, and what to do."""

import asyncio

import typer
from rich.markup import escape

from server import checkup
from server.commands.console import console, read_settings

commands = typer.Typer()


@commands.command()
def doctor() -> None:
    """Look at settings, database, keys, mail, pictures, Valkey, clock and disk."""
    settings = read_settings()
    findings = asyncio.run(checkup.examine(settings))
    for finding in findings:
        mark = "[green]ok[/]" if finding.is_well else "[red]no[/]"
        console.print(f"{mark}  {finding.what}: {escape(finding.found)}", soft_wrap=True)
        if finding.remedy:
            console.print(f"    {escape(finding.remedy)}", soft_wrap=True)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
