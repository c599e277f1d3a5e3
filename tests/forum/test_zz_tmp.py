import sys, builtins, gc
import pytest
from tests import factories
def rc(w): print("RC", w, sys.getrefcount(builtins.__dict__), flush=True)
async def test_a(database):
    rc('start')
    for i in range(5):
        await factories.person(); rc('person')
    for i in range(3):
        await factories.community(); rc('community')
    for i in range(3):
        await factories.topic(); rc('topic')
async def test_b(client):
    rc('b')
    c = await client(); rc('client')
    for i in range(5):
        await c.get('/healthz'); rc('health')
    for i in range(5):
        await c.get('/'); rc('get')
    for i in range(3):
        await c.get('/join'); rc('join')
    for i in range(3):
        await c.get('/topics'); rc('topics')
