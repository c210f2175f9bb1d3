"""A bare server in a process of its own that says yes to every call, fifty milliseconds later."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks import bounds

LATENCY_SECONDS = 0.05

_BODY = b'{"ok":true,"channel":"C1","ts":"1700000000.000100"}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)
)


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of such a server, as a Web API client wants it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.answering"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/api/"
    finally:
        bounds.end(process)
        process.stdout.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    await asyncio.sleep(LATENCY_SECONDS)
    writer.write(_ANSWER)
    await writer.drain()
    writer.close()


async def _serve() -> None:
    running = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=1024)
    print(running.sockets[0].getsockname()[1], flush=True)
    await running.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
