"""`yishi verify FILE` and `yishi keys`: offered to the command line by `offer`, which imports nothing heavy."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forum.errors import N_

if TYPE_CHECKING:
    from minutes.evidence.signing import Signature

GENUINE, NOT_GENUINE, UNREADABLE = 0, 1, 2


def offer(verbs: Any) -> None:
    """Add the commands to argparse's subcommands."""
    help = "核验文件：是不是公布的原件、第几版、有没有新版"
    verb = verbs.add_parser("verify", help=help, description=help)
    verb.add_argument("file", type=Path, help="会议纪要 PDF，或所附的会议记录 JSON")
    verb.add_argument("--data", type=Path, help="数据目录（默认 ./yishi-data）；没有就只核验电子签名")
    verb.add_argument("--language", choices=("zh", "en"), default="zh", help="输出的语言")
    verb.set_defaults(act=verify)
    help = "给会议纪要签名用的密钥：查看，或用 --make 新建"
    keys = verbs.add_parser("keys", help=help, description=help)
    keys.add_argument("--data", type=Path, help="数据目录（默认 ./yishi-data）")
    keys.add_argument("--make", metavar="名称", help="以这个名称新建密钥，例如 梧桐里社区居民委员会")
    keys.set_defaults(act=keys_of)


# ---- verify ------------------------------------------------------------------------------------------------------


def verify(given: argparse.Namespace) -> int:
    """0: an original in force. 1: it is not, or there is a newer version. 2: nobody can say."""
    from forum import cli, i18n

    i18n.language.set(given.language)
    content = _content(given.file)
    if content is None:
        return UNREADABLE
    settings = cli.settings_of(given)
    signed = _say_signature(content)
    if not settings.database and not settings.database_file.exists():
        return _by_signature(signed)

    async def act() -> int:
        from minutes.evidence import verifying

        found = await verifying.file(content)
        assert found.verdict is not None
        print("\n".join([i18n.say(found.verdict.word), *map(i18n.say, found.verdict.sentences)]))
        return GENUINE if found.verdict.finding == "genuine" else NOT_GENUINE

    return cli.with_database(settings, act)


def _content(path: Path) -> bytes | None:
    from forum.i18n import say
    from minutes.evidence.verifying import LARGEST

    try:
        if path.stat().st_size <= LARGEST:
            return path.read_bytes()
        print(say(N_("文件太大，最多 {most} MB。"), most=LARGEST >> 20), file=sys.stderr)
    except OSError as error:
        why = error.strerror or str(error)
        print(say(N_("打不开文件“{path}”：{why}"), path=str(path), why=why), file=sys.stderr)
    return None


def _say_signature(content: bytes) -> Signature | None:
    from forum.i18n import say
    from minutes.evidence import signing

    signed = signing.signature(content) if content.startswith(b"%PDF-") else None
    if signed:
        text = N_("电子签名完好，签名以后没有改动：{by}") if signed.whole else N_("电子签名之后文件被改动过：{by}")
        print(say(text, by=signed.by))
        print(say(N_("证书指纹（SHA-256）：{fingerprint}"), fingerprint=signed.fingerprint))
    return signed


def _by_signature(signed: Signature | None) -> int:
    from forum.i18n import say

    if signed is None:
        print(say(N_("这里没有数据库，文件也没有电子签名，无法核验。请到文件上印的网址核验。")), file=sys.stderr)
        return UNREADABLE
    print(say(N_("这里没有数据库，不知道有没有新版；请与公布方核对证书指纹。")))
    return GENUINE if signed.whole else NOT_GENUINE


# ---- keys --------------------------------------------------------------------------------------------------------


def keys_of(given: argparse.Namespace) -> int:
    from forum import cli
    from minutes.evidence import signing

    data = cli.settings_of(given).data
    key = signing.key(data)
    if given.make and key:
        print("已经有签名密钥，没有改动。要换密钥，请先把数据目录里的 signing 文件夹移走保存。", file=sys.stderr)
        return 1
    if given.make:
        key = signing.make_key(data, given.make)
    if key is None:
        print("还没有签名密钥。新建：yishi keys --make 梧桐里社区居民委员会")
        return 0
    _describe(key, data)
    return 0


def _describe(key: Any, data: Path) -> None:
    print(f"签名密钥：{key.name}，有效期至 {key.until:%Y-%m-%d}")
    print(f"证书指纹（SHA-256）：{key.fingerprint}")
    print(f"存放在 {data / 'signing'}，只有运行服务的用户能读；请单独备份。以后公布的会议纪要都带这个签名。")
