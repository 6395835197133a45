"""Ask at a constant rate, whatever the answers take: a request that had to wait counts its wait.

A client that waits for each answer before it asks again (wrk, hey, a user of locust) slows down with the server, and
so hides its queue. Here the moment at which each request is due is fixed beforehand, and its time runs from there.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

PATIENCE_S = 40
LINGER_S = 1.0
"""A connection idle for longer is not used again: gunicorn closes one after two seconds."""


@dataclass
class Heard:
    """What came back: how many of each status ('none' where no answer came), milliseconds, bytes of the largest."""

    statuses: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)
    largest: int = 0
    without_retry_after: int = 0

    def of(self, *others: "Heard") -> "Heard":
        """This and others together."""
        parts = (self, *others)
        statuses = sum((part.statuses for part in parts), Counter[str]())
        times = [ms for part in parts for ms in part.ms]
        waits = sum(part.without_retry_after for part in parts)
        return Heard(statuses, times, max(part.largest for part in parts), waits)

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most."""
        ordered = sorted(self.ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("inf")

    def other_than(self, *fine: int) -> int:
        """How many answers had another status."""
        return sum(count for status, count in self.statuses.items() if status not in map(str, fine))


class Wish(NamedTuple):
    """What to ask of whom: paths in turn, at so many a second; without a rate, by eight that wait for their answer."""

    port: int
    paths: list[str]
    seconds: float
    rate: float = 0
    headers: dict[str, str] = {"Accept-Encoding": "gzip"}


def ask(wish: Wish) -> Heard:
    """Ask, in a process of its own."""
    return ask_all([wish])[0]


def ask_all(wishes: list[Wish]) -> list[Heard]:
    """Ask several things at once, each in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(len(wishes)) as processes:
        return processes.map(_asked, wishes, chunksize=1)


def _asked(wish: Wish) -> Heard:
    return asyncio.run(_Asker(wish).run())


class _Asker:
    def __init__(self, wish: Wish) -> None:
        self.wish, self.heard = wish, Heard()
        self.idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []
        lines = "".join(f"{name}: {value}\r\n" for name, value in wish.headers.items())
        self.texts = [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{wish.port}\r\n{lines}\r\n".encode() for path in wish.paths
        ]

    async def run(self) -> Heard:
        if not self.wish.rate:
            await asyncio.gather(*(self._in_turn(start) for start in range(8)))
            return self.heard
        start, running = time.perf_counter() + 0.2, set()
        for number in range(round(self.wish.rate * self.wish.seconds)):
            due = start + number / self.wish.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(self._one(self.texts[number % len(self.texts)], due))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
        return self.heard

    async def _in_turn(self, start: int) -> None:
        end, number = time.perf_counter() + self.wish.seconds, start
        while time.perf_counter() < end:
            await self._one(self.texts[number % len(self.texts)], time.perf_counter())
            number += 8

    async def _one(self, text: bytes, due: float) -> None:
        try:
            status, size, can_wait = await asyncio.wait_for(self._answer(text), PATIENCE_S)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.heard.statuses["none"] += 1
        else:
            self.heard.statuses[status] += 1
            self.heard.largest = max(self.heard.largest, size)
            self.heard.without_retry_after += status == "503" and not can_wait
        self.heard.ms.append(1000 * (time.perf_counter() - due))

    async def _answer(self, text: bytes) -> tuple[str, int, bool]:
        reader, writer = await self._connection()
        try:
            writer.write(text)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            status, size = head.split(" ", 2)[1], await _body(reader, head)
        except BaseException:
            writer.close()
            raise
        if "connection: close" in head:
            writer.close()
        else:
            self.idle.append((time.monotonic(), reader, writer))
        return status, size, "retry-after:" in head

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self.idle:
            since, reader, writer = self.idle.pop()
            if time.monotonic() - since < LINGER_S and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection("127.0.0.1", self.wish.port)


async def _body(reader: asyncio.StreamReader, head: str) -> int:
    """Read what follows the head; how many bytes it is."""
    if head.split(" ", 2)[1] in ("204", "304"):
        return 0
    if "content-length:" in head:
        return len(await reader.readexactly(int(head.split("content-length:")[1].split("\r\n")[0])))
    size = 0
    while chunk := int((await reader.readuntil(b"\r\n")).strip(), 16):
        size += len(await reader.readexactly(chunk))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return size


if __name__ == "__main__":
    port, path, rate, seconds = sys.argv[1:]
    print(json.dumps(asdict(ask(Wish(int(port), [path], float(seconds), float(rate)))))[:400])
