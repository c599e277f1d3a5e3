import time
from tests import factories as make
from forum.journal import Event
async def test_a(database):
    t=time.time()
    hall = await make.ballot_open(members=9)
    print(time.time()-t, await Event.all().count())
async def test_b(database):
    hall = await make.ballot_open(members=4, units=True, preset="joint_council")
