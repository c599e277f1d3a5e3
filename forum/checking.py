"""`yishi check`: is the database whole, and does it keep its promises? Reads only; a finding is a line to print.

It asks the tables of all floors in SQL: what it checks must hold whatever the code above believes.
"""

from __future__ import annotations

import json
from typing import Any

from tortoise.connection import get_connection

from forum import i18n
from forum.errors import N_

_GAPS = """
    SELECT room.id AS room, room.seq AS seq, COUNT(event.id) AS events, COALESCE(MIN(event.seq), 1) AS lowest,
           COALESCE(MAX(event.seq), 0) AS highest
    FROM room LEFT JOIN event ON event.room_id = room.id GROUP BY room.id, room.seq
    HAVING COUNT(event.id) <> COALESCE(MAX(event.seq), 0) OR COALESCE(MIN(event.seq), 1) <> 1
        OR room.seq <> COALESCE(MAX(event.seq), 0)
"""
_STRANGERS = """
    SELECT vote.ballot_id AS ballot, COUNT(*) AS votes FROM vote
    LEFT JOIN roll_entry ON roll_entry.ballot_id = vote.ballot_id AND roll_entry.seat_id = vote.seat_id
    WHERE roll_entry.id IS NULL GROUP BY vote.ballot_id
"""
_TWICE = """
    SELECT ballot_id AS ballot, seat_id AS seat, COUNT(*) AS votes FROM vote
    GROUP BY ballot_id, seat_id HAVING COUNT(*) > 1
"""

_COUNTED = """
    SELECT ballot.id AS ballot, ballot.tally AS tally, COUNT(CASE WHEN vote.choice = 'for' THEN 1 END) AS agree,
           COUNT(CASE WHEN vote.choice = 'against' THEN 1 END) AS oppose,
           COUNT(CASE WHEN vote.choice = 'abstain' THEN 1 END) AS abstain,
           COUNT(CASE WHEN vote.choice = 'follow' THEN 1 END) AS follow
    FROM ballot LEFT JOIN vote ON vote.ballot_id = ballot.id
    WHERE ballot.state = 'closed' AND ballot.kind = 'yes_no' AND ballot.public_key = ''
        AND NOT EXISTS (SELECT 1 FROM vote_block WHERE vote_block.ballot_id = ballot.id AND struck_at IS NULL)
    GROUP BY ballot.id, ballot.tally
"""
_NUMBERS = """
    SELECT body_id AS body, year, COUNT(number) AS published, MAX(number) AS highest FROM minutes
    WHERE number IS NOT NULL GROUP BY body_id, year HAVING COUNT(number) <> MAX(number)
"""


async def findings() -> list[str]:
    """What is wrong, in the reader's language; empty if all is well."""
    return [*await _storage(), *await _journal(), *await _votes(), *await _tallies(), *await _numbers()]


async def _rows(sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await get_connection("default").execute_query_dict(sql)]


async def _storage() -> list[str]:
    if get_connection("default").capabilities.dialect != "sqlite":
        return []
    answers = [str(next(iter(row.values()))) for row in await _rows("PRAGMA integrity_check")]
    broken = [i18n.say(N_("数据库文件已损坏：{answer}"), answer=answer) for answer in answers if answer != "ok"]
    dangling = await _rows("PRAGMA foreign_key_check")
    return broken + [i18n.say(N_("{table}表的第{rowid}行指向不存在的{parent}。"), **_known(row)) for row in dangling]


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("table", "rowid", "parent")}


async def _journal() -> list[str]:
    text = N_("会场{room}的记录不连续：最后一号应是{seq}，有{events}条，从{lowest}到{highest}。")
    return [i18n.say(text, **row) for row in await _rows(_GAPS)]


async def _votes() -> list[str]:
    strangers = N_("表决{ballot}有{votes}票不是名单上的人投的。")
    twice = N_("表决{ballot}里席位{seat}有{votes}票。")
    said = [i18n.say(strangers, **row) for row in await _rows(_STRANGERS)]
    return said + [i18n.say(twice, **row) for row in await _rows(_TWICE)]


async def _tallies() -> list[str]:
    """A vote changed after the ballot was closed no longer makes the tally that was announced.

    Of plain named ballots: others keep papers of another form, or none that anybody could compare.
    """
    text = N_("表决{ballot}公布的票数{announced}与存下的票{counted}不符。")
    found = []
    for row in await _rows(_COUNTED):
        tally = json.loads(row["tally"]) if isinstance(row["tally"], str) else row["tally"]
        announced, counted = (tally or {}).get(""), [row["agree"], row["oppose"], row["abstain"]]
        counted += [row["follow"]] if row["follow"] else []
        if announced != counted:
            found.append(i18n.say(text, ballot=row["ballot"], announced=announced, counted=counted))
    return found


async def _numbers() -> list[str]:
    text = N_("组织{body}在{year}年公布的会议纪要编号不连续：{published}份，最大一号是{highest}。")
    return [i18n.say(text, **row) for row in await _rows(_NUMBERS)]
