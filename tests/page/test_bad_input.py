"""Bad input: said plainly beside the field with what was typed kept, or refused with nothing changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ipplan.page.request.body import LARGEST_BODY
from ipplan.page.routes import DOORS
from ipplan.page.screen.live import LARGEST_MESSAGE, MESSAGES
from ipplan.plan.periods import latest
from ipplan.store.database import Pinned
from tests.page.asking import Answer, call, cookies_of, counted, heads, place_of, socket_to, some_item
from tests.site import Site
from tests.world import LEVEL, PEOPLE

LONG = "x" * 10_001
EVERYTHING = ("account", "session", "participant", "invitation", "access_grant", "version", "change", "draft")


@pytest.mark.parametrize(
    ("kind", "typed", "wrong", "says"),
    [
        ("text", {"title": "Min overskrift", "body": " \n"}, "body", "Skriv noe her."),
        ("text", {"title": "T" * 201, "body": "Min tekst"}, "title", "Teksten er for lang."),
        ("text", {"body": LONG}, "body", "Teksten er for lang."),
        ("goal", {"title": "", "body": "Fordi jeg vil", "status": "active"}, "title", "Skriv noe her."),
        ("goal", {"title": "Svømme", "status": "ferdig"}, "status", "Velg ett av valgene."),
        ("goal", {"title": "Svømme", "due_on": "31. mars"}, "due_on", "Skriv datoen som dag.måned.år"),
        ("goal", {"title": "Svømme", "due_on": "2027-02-30"}, "due_on", "Skriv datoen som dag.måned.år"),
        ("goal", {"title": "Svømme", "evaluation": LONG}, "evaluation", "Teksten er for lang."),
        ("action", {"title": "Bade", "starts_on": "i morgen"}, "starts_on", "Skriv datoen som dag.måned.år"),
        ("action", {"title": "", "extent": "Hver dag"}, "title", "Skriv noe her."),
        ("responsibility", {"title": "Kjøre", "responsible_id": ""}, "responsible_id", "Velg hvem som blir"),
        ("responsibility", {"title": "Kjøre", "responsible_id": "meg"}, "responsible_id", "Velg hvem som"),
        ("comment", {"body": ""}, "body", "Skriv noe her."),
    ],
)
@pytest.mark.parametrize("hx", [False, True])
async def test_an_items_form_says_what_is_wrong_beside_the_field(
    shared: Site, kind: str, typed: dict[str, str], wrong: str, says: str, hx: bool
) -> None:
    marte = await shared.client("marte")
    headers = {"hx-request": "true"} if hx else {}
    under = {"action": "goal", "responsibility": "action", "comment": "goal"}.get(kind)
    parent = await some_item(shared, "health", under) if under else ""
    if kind == "comment":
        await _comment(shared, marte)
    before = await heads(shared)
    form = {"kind": kind, "item": str(uuid4()), "under": parent, **typed}
    made = await marte.post(f"{shared.section('health')}/items", data=form, headers=headers)
    _beside(made, wrong, says, typed)
    item = await some_item(shared, "health", kind)
    path = f"{shared.section('health')}/items/{item}"
    saved = await marte.post(path, data={**typed, "base": str(uuid4())}, headers=headers)
    _beside(saved, wrong, says, typed)
    assert await heads(shared) == before


async def test_only_a_reader_of_the_section_can_be_asked(site: Site) -> None:
    marte, before = await site.client("marte"), await heads(site)
    action = await some_item(site, "health", "action")
    for who in ("mehmet", "kristin"):
        form = {
            "kind": "responsibility",
            "item": str(uuid4()),
            "under": action,
            "title": "Kjøre",
            "responsible_id": str(site.world.accounts[who]),
        }
        made = await marte.post(f"{site.section('health')}/items", data=form)
        _beside(made, "responsible_id", "Velg hvem som blir spurt.", {"title": "Kjøre"})
    assert await heads(site) == before


@pytest.mark.parametrize("title", ["", "   ", "\x00", "D" * 201])
async def test_a_section_needs_a_name(shared: Site, title: str) -> None:
    marte, before = await shared.client("marte"), await heads(shared)
    made = await marte.post(f"{shared.plan()}/sections", data={"title": title})
    assert made.status_code == 422
    assert "Skriv et navn, på høyst 200 tegn." in made.text
    assert 'aria-invalid="true" aria-describedby="title-error"' in made.text
    if len(title) > 200:
        assert title in made.text
    section = shared.world.sections["tiril"]["health"]
    base = await shared.world.sql("SELECT head FROM item WHERE item_id = :item", item=section)
    path = f"{shared.section('health')}/items/{section}"
    renamed = await marte.post(path, data={"title": title, "base": str(base[0][0])})
    assert renamed.status_code == 422
    assert await heads(shared) == before


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Skriv noe her."),
        ("title", "\t", "Skriv noe her."),
        ("name", "N" * 201, "Teksten er for lang."),
        ("email", "", "Skriv noe her."),
        ("email", "kari", "Skriv en e-postadresse"),
        ("email", "kari@legekontor", "Skriv en e-postadresse"),
        ("email", "a@example.org,b@example.org", "Skriv en e-postadresse"),
        ("email", "a,b@example.org", "Skriv en e-postadresse"),
        ("email", "<kari@example.org>", "Skriv en e-postadresse"),
        ("email", "kåre@example.org", "Skriv en e-postadresse"),
        ("email", "kari@example.org\r\nBcc: alle@example.org", "Skriv en e-postadresse"),
    ],
)
async def test_adding_and_inviting_say_what_is_wrong_beside_the_field(
    shared: Site, field: str, value: str, says: str
) -> None:
    wenche, before = await shared.client("wenche"), await counted(shared, *EVERYTHING)
    typed = {"name": "Kari Lie", "email": "kari@example.org", "title": "Fastlege", "organisation": "Legene"}
    for path, form in (("people", "add"), ("invitations", "invite")):
        answer = await wenche.post(
            f"{shared.plan()}/{path}", data={**typed, "pid": "29815900543", field: value}
        )
        assert answer.status_code == 422
        assert f'id="{form}-{field}-error"' in answer.text
        assert says in answer.text
        kept = {**typed, field: value}
        assert all(f'value="{kept[name]}"' in answer.text for name in kept if name != field)
    assert await counted(shared, *EVERYTHING) == before


@pytest.mark.parametrize("day", ["", "i morgen", "past", "today", "too far", "3000-01-01"])
async def test_sharing_needs_an_end_date_that_can_be(shared: Site, day: str) -> None:
    marte, before = await shared.client("marte"), await counted(shared, *EVERYTHING)
    today = shared.clock.now().date()
    shown = {
        "past": today - timedelta(days=1),
        "today": today,
        "too far": latest(today) + timedelta(days=2),
    }.get(day, day)
    berit, home = shared.world.accounts["berit"], shared.world.sections["tiril"]["home"]
    cell = f"access-{berit}-{home}"
    form = {cell: "read", f"until-{berit}": "day", f"day-{berit}": str(shown)}
    for path in ("sharing/review", "sharing"):
        answer = await marte.post(f"{shared.plan()}/{path}", data=form)
        assert answer.status_code == 422
        assert f'id="until-{berit}-error"' in answer.text
        assert "Velg en dato fra i morgen av, og høyst tre år fram." in answer.text
        assert f'name="day-{berit}" value="{shown}"' in answer.text
        assert (
            '<option value="read" selected>' in answer.text.split(f'name="{cell}"')[1].split("</select>")[0]
        )
    kept = await marte.post(f"{shared.plan()}/sharing/review", data={cell: "read", f"until-{berit}": "keep"})
    assert kept.status_code == 422
    assert "Velg hvor lenge tilgangen skal gjelde." in kept.text
    assert await counted(shared, *EVERYTHING) == before


async def test_a_review_of_nothing_says_so(site: Site) -> None:
    marte = await site.client("marte")
    answer = await marte.post(f"{site.plan()}/sharing/review", data={})
    assert answer.status_code == 422
    assert "Du har ikke endret noe." in answer.text


async def test_a_no_needs_its_reason(site: Site) -> None:
    marte = await site.client("marte")
    item, section = await _asked_of(site, "marte")
    path = f"{site.plan()}/sections/{section}/items/{item}/answer"
    before = await heads(site)
    first = await marte.post(path, data={"status": "declined"})
    assert (first.status_code, "aria-invalid" in first.text) == (200, False)
    empty = await marte.post(path, data={"status": "declined", "reason": " "})
    assert (empty.status_code, "Skriv noe her." in empty.text) == (422, True)
    assert await heads(site) == before


async def test_words_that_no_form_has_are_refused_like_what_is_not_there(site: Site) -> None:
    marte, place = await site.client("marte"), await place_of(site)
    await _comment(site, marte)
    before = await counted(site, *EVERYTHING)
    refused = Answer.of(await marte.get(f"/plans/{uuid4()}"))
    items, item = f"{site.section('health')}/items", f"{site.section('health')}/items/{place.item}"
    text = await some_item(site, "health", "text")
    asked: list[tuple[str, dict[str, Any]]] = [
        (items, {"kind": "diary", "item": str(uuid4()), "title": "x"}),
        (items, {"kind": "section", "item": str(uuid4()), "title": "x"}),
        (items, {"kind": "text", "item": "x", "body": "x"}),
        (items, {"kind": "text", "body": "x"}),
        (items, {"kind": "action", "item": str(uuid4()), "title": "Uten mål"}),
        (items, {"kind": "action", "item": str(uuid4()), "title": "Under tekst", "under": text}),
        (items, {"kind": "text", "item": str(uuid4()), "body": "x", "under": "x"}),
        (items, {"kind": "text", "item": str(uuid4()), "body": "x", "under": str(uuid4())}),
        (items, {"kind": "text", "item": str(site.world.sections["tiril"]["home"]), "body": "x"}),
        (item, {"title": "x"}),
        (item, {"title": "x", "base": "x"}),
        (item, {"title": "x", "status": "active", "base": str(uuid4())}),
        (f"{item}/draft", {"title": "x", "kind": "diary"}),
        (f"{item}/draft/discard", {"slot": "live"}),
        (f"{item}/restoration", {}),
        (f"{item}/restoration", {"version": str(uuid4())}),
        (f"{item}/undo", {"version": "x"}),
        (f"{item}/undo", {"after": str(uuid4())}),
        (f"{item}/place", {"step": "left"}),
        (f"{item}/move", {"to": "x"}),
        (f"{item}/move", {"to": str(uuid4())}),
        (f"{item}/move", {"to": place.section}),
        (f"{item}/answer", {"status": "accepted"}),
        (f"{item}/answer", {"status": "declined"}),
        (f"{items}/{text}/answer", {"status": "declined", "reason": "x"}),
        (f"{items}/{await some_item(site, 'health', 'comment')}/answer", {"status": "declined"}),
        (f"{site.section('health')}/place", {"step": ""}),
        (f"{site.plan()}/sharing/{uuid4()}/withdrawal", {}),
        (f"{site.plan()}/sharing/{site.world.accounts['mehmet']}/withdrawal", {}),
        (f"{site.plan()}/sharing/{place.account}/{uuid4()}/withdrawal", {}),
        (f"{site.plan()}/sharing", {f"access-{place.account}-{place.section}": "all"}),
    ]
    for path, form in asked:
        assert Answer.of(await marte.post(path, data=form)) == refused, (path, form)
    for path in (
        f"{items}/new",
        f"{items}/new?kind=diary",
        f"{items}/new?kind=text&item=x",
        f"{items}/{uuid4()}/edit",
    ):
        assert Answer.of(await marte.get(path)) == refused, path
    own, section = await _asked_of(site, "marte")
    answer = f"{site.plan()}/sections/{section}/items/{own}/answer"
    for status in ("", "asked", "gladly"):
        assert Answer.of(await marte.post(answer, data={"status": status})) == refused or status == "asked"
    assert await counted(site, *EVERYTHING) == before


async def test_ids_of_strange_shapes_are_not_there(site: Site) -> None:
    marte = await site.client("marte")
    refused = Answer.of(await marte.get(f"/plans/{uuid4()}"))
    for strange in ("0", "%00", "æøå", "😀", "%ff", "a" * 2_000, "null", "-1", "*"):
        for path in (f"/plans/{strange}", f"{site.plan()}/sections/{strange}", f"/{strange}"):
            answer = await marte.get(path)
            assert Answer.of(answer) == refused, path


UNREAD = (
    "/sessions/prolonging",
    "closure",
    "reopening",
    "confirmation",
    "cancellation",
    "{plan}/diary",
    "{mandate}/ending",
    "{opening}/ending",
    "{agreement}/signature",
    "{agreement}/declining",
    "{meeting}/declining",
    "{meeting}/beginning",
    "{meeting}/ending",
    "{item}/moving/back",
    "{poll}/declining",
    "{poll}/ending",
    "{meeting}/sending",
    "{meeting}/locking",
    "{decision}/review",
    "/silence",
    "{plan}/approval",
    "/standstill",
    "/standstill/answer",
    "{plan}/duties",
    "{plan}/roles",
    "{plan}/crisis",
    "/code/ending",
    "{attestation}/declining",
    "{letter}/printing",
    "{letter}/sending",
    "{case}/taking",
    "{number}/ending",
    "complaint/forwarding",
    "{case}/approver",
    "{case}/consent/asking",
    "{case}/decision/signature",
    "{case}/approval",
    "{case}/founding",
    "/complaint/forwarding",
    "{number}/ending",
    "{case}/export",
    "/paper",
    "{appointment}/appointment",
    "{appointment}/agreement",
    "{appointment}/taking_back",
    "{account}/ending",
    "{account}/prolonging",
    "{account}/staying",
    "{organisation}/closing",
    "{draft}/discard",
    "/paper/ending",
    "/assistance/ending",
    "/registration",
    "{item}/file",
    "/calendar",
    "/calendar/ending",
)
"""Doors that read no form: there is nothing to ask but the press itself. That of a registration
takes a file, and reads nothing of who may not register (test_paper.py); so does that of a new file in the
place of one."""


async def test_a_body_that_is_too_large_is_refused_and_changes_nothing(site: Site) -> None:
    marte, place = await site.client("marte"), await place_of(site)
    before = await counted(site, *EVERYTHING)

    async def chunks() -> AsyncIterator[bytes]:
        yield b"kind=text&body="
        for _ in range(LARGEST_BODY // 1_000 + 1):
            yield b"x" * 1_000

    typed = {"content-type": "application/x-www-form-urlencoded"}
    taken = []
    for door in DOORS:
        if door.method == "POST" and door.path != "/logout" and "withdrawal" not in door.path:
            if door.path.endswith(UNREAD):
                continue
            answer = await marte.post(place.path(door), content=b"body=" + b"x" * LARGEST_BODY, headers=typed)
            if (answer.status_code, "Teksten er for lang" in answer.text) != (413, True):
                taken.append(door.path)
    assert taken == []
    streamed = await marte.post(f"{site.section('health')}/items", content=chunks(), headers=typed)
    assert streamed.status_code == 413
    assert await counted(site, *EVERYTHING) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1"},
        {"origin": "null"},
        {},
    ],
)
async def test_a_post_from_elsewhere_is_refused_and_changes_nothing(
    shared: Site, headers: dict[str, str]
) -> None:
    place, marte = await place_of(shared), await shared.client("marte")
    for name in ("sec-fetch-site", "origin"):
        marte.headers.pop(name, None)
    before = await counted(shared, *EVERYTHING)
    ended = await shared.world.sql("SELECT count(*) FROM session WHERE ended_at IS NOT NULL")
    for door in DOORS:
        if door.method == "POST" and door.path != "/logout/back":
            answer = await call(shared, marte, door, place, headers=headers)
            assert (answer.status, answer.body.decode()) == (403, "Forespørselen ble avvist."), door
    assert await counted(shared, *EVERYTHING) == before
    assert await shared.world.sql("SELECT count(*) FROM session WHERE ended_at IS NOT NULL") == ended
    assert (await marte.get(shared.plan())).status_code == 200, "she is still logged in"


async def test_a_tampered_cookie_is_nobodys(site: Site) -> None:
    marte = await site.client("marte")
    real = cookies_of(marte).split("ipplan=")[1].split(";")[0]
    for cookie in (real[:-1], real + "x", real.swapcase(), "", "' OR 1=1 --", "\xff\xfe", real * 100):
        client = await site.client()
        sent = {b"cookie": b"ipplan=" + cookie.encode("latin-1")}
        answer = await client.get(site.plan(), headers=sent)
        assert answer.status_code == 303, cookie[:20]
        assert answer.headers["location"].startswith("/login?"), cookie[:20]
    assert (await marte.get(site.plan())).status_code == 200


async def test_a_login_answer_counts_once_and_only_in_the_browser_that_began(site: Site) -> None:
    hint = {"hint": f"testid:{PEOPLE['leila']['pid']}_{LEVEL}"}
    victim, attacker = await site.client(), await site.client()
    away = await victim.get("/login", params=hint)
    back = (await victim.get(away.headers["location"])).headers["location"]
    before = await counted(site, "session")
    stolen = await attacker.get(back)
    _friendly(stolen)
    used = await victim.get(back)
    _friendly(used)
    away = await victim.get("/login", params=hint)
    back = (await victim.get(away.headers["location"])).headers["location"]
    assert (await victim.get(back)).status_code == 303
    _already(await victim.get(back))
    assert (await counted(site, "session"))["session"] == before["session"] + 1
    for query in (
        "",
        "?state=",
        "?state=x&code=y",
        "?code=%00&state=%00",
        "?error=access_denied",
        "?state=😀",
    ):
        _already(await victim.get("/login/callback" + query))
        _friendly(await attacker.get("/login/callback" + query))
    away = await attacker.get("/login", params=hint)
    old = (await attacker.get(away.headers["location"])).headers["location"]
    site.clock.move(timedelta(minutes=11))
    _friendly(await attacker.get(old))


async def test_a_socket_from_elsewhere_is_refused(site: Site) -> None:
    marte = await site.client("marte")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    async with socket_to(site, marte, path):
        pass
    for origin in ("https://evil.example", site.address + ".evil.example", "null", "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus, match="403"):
            async with socket_to(site, marte, path, origin):
                pass


async def test_a_socket_that_says_too_much_is_closed(site: Site) -> None:
    marte = await site.client("marte")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    before = await heads(site)
    async with socket_to(site, marte, path) as socket:
        await socket.send('{"seen": {"a": "' + "x" * LARGEST_MESSAGE + '"}}')
        assert await _drained(socket) == 1008
    async with socket_to(site, marte, path) as socket:
        await socket.send('{"seen": {}}')
        await socket.send("x" * (LARGEST_MESSAGE + 1))
        assert await _drained(socket) == 1008
    async with socket_to(site, marte, path) as socket:
        await socket.send('{"seen": {}}')
        for _ in range(MESSAGES):
            await socket.send("x")
        assert await _drained(socket) == 1008
    assert await heads(site) == before
    async with asyncio.timeout(20):  # nobody is left behind as present
        while await site.world.sql("SELECT 1 FROM presence"):
            pass


@pytest.mark.parametrize(
    "text", ["😀 æøå ﷽ 👩‍👩‍👧", "a\x00b", "‮snudd", "<script>alert(1)</script>", "{{ 7*7 }}", "%s %(x)s"]
)
async def test_odd_texts_are_kept_and_shown_as_they_are(shared: Site, text: str) -> None:
    marte = await shared.client("marte")
    item = str(uuid4())
    form = {"kind": "text", "item": item, "title": text, "body": text}
    made = await marte.post(f"{shared.section('health')}/items", data=form)
    assert made.status_code == 303, made.text
    view = (await marte.get(f"{shared.plan()}/view.json")).json()
    found = [one for section in view["sections"] for one in section["items"] if one["item"] == item]
    assert [one["content"] for one in found] == [
        {"title": text.replace("\x00", ""), "body": text.replace("\x00", "")}
    ]
    page = await marte.get(shared.plan())
    assert "<script>alert(1)" not in page.text
    assert (await marte.get(f"{shared.section('health')}/items/{item}/edit")).status_code == 200
    made = await marte.post(f"{shared.plan()}/sections", data={"title": text})
    assert made.status_code == 303
    assert (await marte.get(shared.plan())).status_code == 200


@pytest.mark.parametrize("charset", ["utf-8", "unicode_escape", "utf-16", "idna", "undefined", "nothing"])
async def test_a_form_in_whatever_coding_breaks_nothing(shared: Site, charset: str) -> None:
    marte = await shared.client("marte")
    parts = {
        "kind": b"text",
        "item": str(uuid4()).encode(),
        "body": b"\\ud800 \xed\xa0\x80 \xff a",
        "title": b"",
    }
    body = b"".join(
        b'--b\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts.items()
    )
    sent = {"content-type": f"multipart/form-data; boundary=b; charset={charset}"}
    answer = await marte.post(f"{shared.section('health')}/items", content=body + b"--b--\r\n", headers=sent)
    assert answer.status_code in (303, 404, 400), answer.text
    assert (await marte.get(shared.plan())).status_code == 200


async def test_a_form_that_cannot_be_read_is_refused_in_norwegian(site: Site) -> None:
    marte, before = await site.client("marte"), await counted(site, *EVERYTHING)
    items = f"{site.section('health')}/items"
    broken = [
        ({"content-type": "multipart/form-data"}, b"--b\r\n"),
        ({"content-type": "multipart/form-data; boundary=b"}, b"nonsense"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"&".join(b"a=1" for _ in range(5_000))),
    ]
    for headers, body in broken:
        answer = await marte.post(items, content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.text == "Forespørselen ble avvist."
    assert await counted(site, *EVERYTHING) == before


async def test_a_file_where_a_text_belongs_is_no_text(site: Site) -> None:
    marte, before = await site.client("marte"), await heads(site)
    form = {"kind": "text", "item": str(uuid4())}
    answer = await marte.post(
        f"{site.section('health')}/items", data=form, files={"body": ("a.txt", b"hei", "text/plain")}
    )
    assert answer.status_code == 422
    assert await heads(site) == before


@pytest.mark.long
async def test_a_wrong_method_looks_like_what_is_not_there(site: Site) -> None:
    marte, place = await site.client("marte"), await place_of(site)
    refused = Answer.of(await marte.get(f"/plans/{uuid4()}"))
    known = {(door.method, door.path) for door in DOORS}
    for door in DOORS:
        path = place.path(door)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            if (method, door.path) not in known and (method != "GET" or "{section}" not in door.path):
                answer = await marte.request(method, path)
                assert Answer.of(answer) == refused, (method, path)


async def test_when_the_database_is_gone_people_are_told_in_norwegian(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    marte = await site.client("marte")
    house = site.world.house

    def broken(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT secret", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        patch.setattr(AsyncEngine, "connect", broken)
        patch.setattr(AsyncEngine, "begin", broken)
        patch.setattr(Pinned, "execute", broken)
        form = {"kind": "text", "item": str(uuid4()), "body": "Hei"}
        for answer in (
            await marte.get("/"),
            await marte.get(site.plan()),
            await marte.post(f"{site.section('health')}/items", data=form),
            await marte.get("/login"),
        ):
            _said(answer, 503, "Feilen ligger hos oss")
        files = f"{site.section('health')}/files"
        answer = await marte.post(files, files={"file": ("a.txt", b"Hei")})
        _said(answer, 503, "Feilen ligger hos oss")
        assert f'href="{files.removeprefix(site.address)}/new"' in answer.text
        checker = await site.client()
        assert (await checker.get("/readyz")).json() == {"status": "not ready", "problems": ["database"]}
        assert (await checker.get("/healthz")).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(house.database.pool, "connection", broken)
        patch.setattr(Pinned, "execute", broken)
        _said(await marte.get(site.plan()), 503, "Feilen ligger hos oss")
        with pytest.raises(InvalidStatus) as refused:
            async with socket_to(site, marte, f"/plans/{site.world.spaces['tiril']}/live"):
                pass
        assert b"Traceback" not in (refused.value.response.body or b"")
    assert (await marte.get(site.plan())).status_code == 200, "and all is well when it is back"


async def test_when_we_have_made_a_mistake_people_are_told_in_norwegian(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    marte = await site.client("marte")

    def broken(*_: Any, **__: Any) -> Any:
        raise LookupError("SELECT secret")

    monkeypatch.setattr(site.world.house.gate, "enter", broken)
    _said(await marte.get(site.plan()), 500, "Noe gikk galt hos oss")


def _beside(answer: httpx2.Response, wrong: str, says: str, typed: dict[str, str]) -> None:
    """The message stands in the field's own place, the field points to it, and nothing typed is lost."""
    assert answer.status_code == 422, answer.text
    assert 'aria-invalid="true"' in answer.text
    marked = answer.text.split('aria-describedby="')[1:]
    ids = [part.split('"')[0] for part in marked if part.split('"')[0].endswith("-error")]
    assert any(one.endswith(f"-{wrong}-error") for one in ids), ids
    said = answer.text.split(f'-{wrong}-error" data-color="danger">')[1]
    assert said.startswith(says), said[:80]
    for name, value in typed.items():
        if value.strip() and name not in ("status", "responsible_id"):
            assert value in answer.text, name


def _friendly(answer: httpx2.Response) -> None:
    assert answer.status_code == 400, answer.text
    assert "Innloggingen ble ikke fullført" in answer.text
    assert "Logg inn på nytt" in answer.text


def _already(answer: httpx2.Response) -> None:
    """To somebody who is logged in nothing has gone wrong: she went back, or pressed twice."""
    assert answer.status_code == 200, answer.text
    assert "Du er allerede logget inn" in answer.text


def _said(answer: httpx2.Response, status: int, words: str) -> None:
    assert answer.status_code == status
    assert words in answer.text
    for word in ("Traceback", "SELECT", "Error", "connection refused", "secret"):
        assert word not in answer.text


async def _comment(site: Site, client: httpx2.AsyncClient) -> None:
    """Write a comment on a goal of the health section."""
    goal = await some_item(site, "health", "goal")
    form = {"kind": "comment", "item": str(uuid4()), "under": goal, "body": "Fint!"}
    assert (await client.post(f"{site.section('health')}/items", data=form)).status_code == 303


async def _drained(socket: ClientConnection) -> int | None:
    """Read to the end; the code that the server closed with."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(20):
            while True:
                await socket.recv()
    await socket.wait_closed()
    return socket.close_code


async def _asked_of(site: Site, who: str) -> tuple[str, str]:
    """A responsibility that somebody is asked to take or has taken, and its section."""
    rows = await site.world.sql(
        "SELECT item_id, section_id FROM item WHERE kind = 'responsibility' AND responsible_id = :who"
        " AND status IN ('asked', 'accepted') AND NOT closed AND space_id = :space",
        who=site.world.accounts[who],
        space=site.world.spaces["tiril"],
    )
    assert rows, "the demo asks something of her"
    return str(rows[0][0]), str(rows[0][1])
