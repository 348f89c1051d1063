"""From an edit's acknowledgement to the last socket told, beside what peers need for the same bytes."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count

import httpx2

from tests.bench import serve
from tests.bench.crowd import Crowd, Seat, masked
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.town import Plan

SEEN = re.compile(r'id="(live-[^"]+)" class="live" data-seen="([^"]+)"')

NUMBERS = count(1)
"""No two edits are alike: one that changes nothing is told to nobody."""


def measure(ground: Ground) -> Iterator[Figure]:
    """``live_20…`` and ``live_1000…``: so many open screens of the ten people of one plan."""
    plan = ground.plans[0]
    with ExitStack() as stack:
        ours = stack.enter_context(serve.ipplan(ground.settings))
        for screens, must, aim in ((20, 3.0, 2.0), (1000, 1.0, 0.85)):
            crowd = gather(ground, plan, ours.port, screens)
            stack.callback(crowd.close)
            edit = Editor(ground, plan, ours.port)
            size = str(edit.sample(crowd))
            bare = stack.enter_context(serve.bare("sockets", BENCH_SIZE=size))
            told = _told(crowd, edit.save)
            yield lower(
                f"live_{screens}_vs_websockets", ratio(told, _peer(stack, bare.port, screens)), must, aim
            )
            if screens == 1000:
                node = stack.enter_context(serve.socketio(BENCH_SIZE=size))
                peer = _peer(stack, node.port, screens, "/socket.io/?EIO=4&transport=websocket", ("40",))
                yield lower("live_1000_vs_socketio", ratio(told, peer), must, aim)


class Editor:
    """The owner, who saves the first goal of the first section anew, by its form."""

    def __init__(self, ground: Ground, plan: Plan, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        self._path = f"/plans/{plan.space_id}"
        self._section = plan.sections[0]
        self._client = httpx2.Client(
            base_url=base,
            cookies={"ipplan": ground.cookies(plan)[0]},
            headers={"origin": base, "sec-fetch-site": "same-origin"},
        )

    def save(self) -> Callable[[], float]:
        """Get ready; what is returned saves, and tells when that was acknowledged."""
        page = self._client.get(self._path).text.split(f'id="live-section-{self._section}"')[1]
        item = re.search(r'id="item-([0-9a-f-]+)"', page)
        assert item
        path = f"{self._path}/sections/{self._section}/items/{item[1]}"
        base = re.search(r'name="base" value="([0-9a-f-]+)"', self._client.get(f"{path}/edit").text)
        assert base
        form = {"kind": "goal", "title": f"Mål {next(NUMBERS)}", "status": "active", "base": base[1]}

        def send() -> float:
            answer = self._client.post(path, data=form)
            assert answer.status_code == 303, answer.status_code
            return time.perf_counter()

        return send

    def sample(self, crowd: Crowd) -> int:
        """How many bytes a screen is told of one edit, on average."""
        crowd.until_all(self.save())
        crowd.settle(0.3)
        return sum(seat.size for seat in crowd.seats) // len(crowd.seats)


def gather(ground: Ground, plan: Plan, port: int, screens: int) -> Crowd:
    """So many screens of a plan's people, each up to date."""
    crowd = Crowd()
    join_all(crowd, ground, plan, port, screens)
    crowd.settle()
    return crowd


def join_all(crowd: Crowd, ground: Ground, plan: Plan, port: int, screens: int) -> None:
    """Add so many screens of a plan's people to a crowd, each with what its page shows."""
    cookies = ground.cookies(plan)
    pages = [
        httpx2.get(f"http://127.0.0.1:{port}/plans/{plan.space_id}", cookies={"ipplan": c}) for c in cookies
    ]
    seen = [json.dumps({"seen": dict(SEEN.findall(page.text))}) for page in pages]
    for number in range(screens):
        who = number % len(cookies)
        crowd.join(port, f"/plans/{plan.space_id}/live", cookie=cookies[who], say=[seen[who]])
        if number % 50 == 0:
            crowd.settle(0.01)


def _told(crowd: Crowd, ready: Callable[[], Callable[[], float]]) -> Callable[[], float]:
    def run() -> float:
        taken = crowd.until_all(ready())
        crowd.settle(0.2)
        return taken

    return run


def _peer(
    stack: ExitStack, port: int, screens: int, path: str = "/", say: tuple[str, ...] = ()
) -> Callable[[], float]:
    """A peer's crowd; it sends to all when one more socket says so, and acknowledges that first."""
    crowd, control = Crowd(), Crowd()
    for _ in range(screens):
        crowd.join(port, path, say=say)
    seat = control.join(port, path if say else "/control", say=say)
    crowd.settle()
    control.settle(0.3)
    stack.callback(crowd.close)
    stack.callback(control.close)
    return _told(crowd, lambda: go(seat, '42["go"]' if say else "go"))


def go(seat: Seat, word: str) -> Callable[[], float]:
    """Tells a peer to send to all; what is returned says when the peer acknowledged that."""

    def send() -> float:
        before = seat.frames
        seat.sock.sendall(masked(word.encode()))
        # Blocking: this one socket is in no selector's way while its crowd has not been told.
        seat.sock.settimeout(10)
        while seat.frames == before:
            data = seat.sock.recv(1 << 16)
            assert data, "the peer hung up"
            seat.take(data)
        seat.sock.setblocking(False)
        return time.perf_counter()

    return send
