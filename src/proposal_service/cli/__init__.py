"""命令行 · `proposals`: the loop from a terminal. One file per family of verbs.

Exit codes: 0 done; 1 unexpected failure; 2 wrong usage; 3 refused by a rule, a bad file or an unknown name (the
message says which article and what to do).
"""

from __future__ import annotations

import sys

import click

from proposal_core.errors import ProposalError
from proposal_service.cli import due, look, publish, records, rules, start

REFUSED = 3


class Refusing(click.Group):
    """A group that turns a refusal of the core into its message and exit code 3."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal goes to standard error."""
        try:
            return super().invoke(ctx)
        except ProposalError as error:
            click.echo(error.in_(ctx.params.get("language") or "both"), err=True)
            ctx.exit(REFUSED)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), envvar="PROPOSALS_LANG", help="语言 language of refusals"
)
@click.version_option(package_name="proposal-core")
def cli(language: str | None) -> None:
    """代表建议闭环办理:提出、交办、办理、督办、评价、公开。

    Deputies' proposals as one closed loop: raise, assign, handle, supervise, evaluate, publish.

    退出码 exit codes: 0 完成 done, 1 故障 failure, 2 用法 usage, 3 不予办理 refused (by a rule or a bad file).
    """


for command in (
    start.init,
    start.demo,
    records.import_,
    records.generate,
    look.show,
    look.list_,
    due.due,
    rules.explain,
    look.key,
    look.figures,
    rules.rulebook,
    rules.calendar,
    publish.publish,
    publish.verify,
    publish.serve,
    publish.token,
):
    cli.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    cli()
