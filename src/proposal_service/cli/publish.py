"""公开与核验 · `publish` writes the public site, `verify` replays every journal, `serve` runs the service."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from proposal_core.errors import Words
from proposal_core.people import Role
from proposal_service.cli import options
from proposal_service.pages.site import export_site
from proposal_service.settings import from_environment
from proposal_service.tokens import add_token
from proposal_service.wiring import open_existing


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@options.opening
@options.on
@click.option("--notice", default="", help="页首说明 a notice shown on every page")
def publish(folder: Path, on: date | None, notice: str, **where: Any) -> None:
    """把已公开的建议导出为静态网站(可在内网直接打开)。

    Write the public site as static pages that open without a server.
    """
    with options.opened(options.settings_of(**where)) as desk:
        count = export_site(desk, folder, on=on or options.today(), notice=Words(notice, notice) if notice else None)
    click.echo(f"{count} 件已公开 / published → {folder / 'index.html'}")


@click.command()
@options.opening
@options.as_json
def verify(as_json: bool, **where: Any) -> None:
    """重放全部办理记录,核对校验链和案卷;发现不符即指明哪一条。

    Replay every journal, check its chain, and compare with the stored file; the first difference is named.
    """
    with options.opened(options.settings_of(**where)) as desk:
        checked = list(desk.verify())
    entries = sum(count for _, count in checked)
    if as_json:
        options.say({"files": len(checked), "entries": entries, "broken": 0})
    else:
        click.echo(f"{len(checked)} 个案卷、{entries} 条记录,全部相符 / files and entries, all agree")


@click.command()
@click.argument("id")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="角色 role")
@click.option("--unit", default="", help="所代表的单位 unit spoken for")
@click.option(
    "--access", type=click.Path(dir_okay=False, path_type=Path), default=Path("access.toml"), show_default=True
)
def token(id: str, role: str, unit: str, access: Path) -> None:
    """为某人发放接口令牌:只显示一次,文件中只存校验值。

    Make a token for a person of the HTTP API. It is shown once; the file keeps only its hash.
    """
    click.echo(add_token(access, id=id, role=Role(role), unit=unit))


@click.command()
@options.opening
@click.option("--host", help="地址 address [127.0.0.1]")
@click.option("--port", type=int, help="端口 port [8000]")
@click.option("--access", help="访问令牌文件 file of hashed tokens")
def serve(
    store: str | None,
    congress: str | None,
    rulebook: str | None,
    as_if: bool | None,
    host: str | None,
    port: int | None,
    access: str | None,
) -> None:
    """启动参考服务:公开网站和接口。

    Run the reference service: the public site and the HTTP API.
    """
    # The web framework is loaded by this verb alone; every other one starts in half the time without it.
    from proposal_service.app import serve as run_service

    settings = from_environment(
        store=store, congress=congress, rulebook=rulebook, as_if=as_if, host=host, port=port, access=access
    )
    open_existing(settings).close()  # refused here, before the service runs on a store that nobody meant
    run_service(settings)
