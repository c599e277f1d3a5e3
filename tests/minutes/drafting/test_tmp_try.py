from tests import factories as make
from agenda.sessions import commands as sessions
from agenda.items import commands as items
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from minutes.drafting import commands
from minutes.drafting.models import Minutes
from forum.access import SYSTEM
async def test_try(database):
    hall = await make.ballot_open(members=9, observers=1, free_items=["通报上次会议落实情况"], topics=2)
    for i, m in enumerate(hall.members[:7]):
        await ballots.cast_vote(hall.ballot_id, Choice.FOR if i else Choice.AGAINST, by=m, command_id=f"x{i}")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    id = await commands.draft_minutes(hall.session_id, by=SYSTEM)
    print((await Minutes.get(id=id)).text)
