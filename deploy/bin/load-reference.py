"""The door of a miner as a Python program has it: asyncio and the `websockets` library.

It registers workers, keeps what their heartbeats say, and acknowledges them. Prints the port that
it listens on, or what is missing, and runs until it is killed.
"""

import asyncio
import json
import sys
import time

try:
    import websockets
    from websockets.asyncio.server import serve
except ImportError as missing:
    print(f"python3 has no module {missing.name or 'websockets.asyncio'}", flush=True)
    sys.exit(0)

MESSAGE_SIZE_MAX = 16 * 1024 * 1024

workers = {}


async def converse(connection):
    registration = json.loads(await asyncio.wait_for(connection.recv(), 30))
    worker_id = str(registration.get("worker_id", "")).strip()
    if registration.get("type") != "register" or not worker_id:
        await connection.close(4000, "Invalid registration")
        return
    worker = {"connection": connection, "status": "online", "last_heartbeat": time.time()}
    workers[worker_id] = worker
    await connection.send(
        json.dumps({"type": "registration_ack", "data": {"status": "registered"}})
    )
    try:
        async for text in connection:
            try:
                message = json.loads(text)
            except ValueError:
                continue
            if message.get("type") != "heartbeat":
                continue
            data = message.get("data") or {}
            system_info = data.get("system_info")
            if not isinstance(system_info, dict):
                continue
            worker["last_heartbeat"] = time.time()
            worker["system_info"] = system_info
            worker["capabilities"] = data.get("capabilities") or []
            await connection.send(json.dumps({"type": "heartbeat_ack"}))
    except websockets.ConnectionClosed:
        pass
    finally:
        if workers.get(worker_id) is worker:
            del workers[worker_id]


async def main():
    async with serve(
        converse,
        "127.0.0.1",
        0,
        ping_interval=20,
        ping_timeout=30,
        max_size=MESSAGE_SIZE_MAX,
    ) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
