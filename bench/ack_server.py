"""The ceiling of the socket stack: python-socketio on the same uvicorn, acknowledging votes and doing nothing else.

python -m bench.ack_server --port PORT
"""

from __future__ import annotations

import argparse
from typing import Any

import socketio
import uvicorn

from forum.live import tune_garbage_collector


def application() -> Any:
    sio = socketio.AsyncServer(async_mode="asgi", ping_interval=20, ping_timeout=20, max_http_buffer_size=32_768)

    async def cast(sid: str, data: dict[str, Any]) -> dict[str, Any]:
        return {"done": True, "answer": {"choice": data["choice"]}}

    sio.on("vote.cast", cast)
    return socketio.ASGIApp(sio, socketio_path="live", on_startup=tune_garbage_collector)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    # As forum/serve.py runs the house.
    uvicorn.run(
        application(),
        port=parser.parse_args().port,
        ws="websockets-sansio",
        loop="uvloop",
        http="httptools",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_max_size=65_536,
        log_level="error",
        access_log=False,
    )


if __name__ == "__main__":
    main()
