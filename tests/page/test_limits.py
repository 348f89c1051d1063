"""Too much at once is answered with a page that keeps what was typed, and tells when to try again."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Ground
from tests.page.asking import counted, heads
from tests.page.sending import send
from tests.site import Site, log_in, open_site


@pytest.fixture
async def strict(ground: Ground) -> AsyncIterator[Site]:
    """A site with small limits."""
    name = ground.fresh()
    rates = {"rate_login": "6/hour", "rate_write": "4/hour", "rate_sign": "2/hour", "rate_code": "2/hour"}
    settings = ground.settings(name, **rates)
    async with open_site(ground.postgres, name, settings) as site:
        yield site
    ground.postgres.drop_database(name)


async def test_logins_are_counted_by_address(strict: Site) -> None:
    for _ in range(3):
        await log_in(await strict.client(), "marte")  # each begins and comes back: two
    nobody = await strict.client()
    answer = await nobody.get("/login", params={"return_to": "/plans/new"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert "Vent litt" in answer.text
    assert 'href="/login?return_to=%2Fplans%2Fnew"' in answer.text
    back = await nobody.get("/login/callback", params={"state": "x", "code": "secret"})
    assert back.status_code == 429
    assert "secret" not in back.text


async def test_codes_of_crisis_pages_are_not_guessed_at_length(strict: Site) -> None:
    marte = await strict.client("marte")
    answers = [(await marte.get(f"/crisis/{word * 24}")).status_code for word in "abc"]
    assert answers == [404, 404, 429]


async def test_what_is_posted_is_counted_by_session_and_what_was_typed_is_kept(strict: Site) -> None:
    marte, leila = await strict.client("marte"), await strict.client("leila")
    sections = f"{strict.plan()}/sections"
    for _ in range(4):
        assert (await marte.post(sections, data={"title": ""})).status_code == 422
    before = await heads(strict)
    answer = await marte.post(sections, data={"title": 'En <del> "her"'})
    assert answer.status_code == 429
    assert await heads(strict) == before
    assert f'method="post" action="{sections.removeprefix(strict.address)}"' in answer.text
    assert 'name="title" value="En &lt;del&gt; &#34;her&#34;"' in answer.text
    assert (await marte.get(strict.plan())).status_code == 200, "looking is not counted"
    assert (await leila.post(sections, data={"title": ""})).status_code == 404, "nor does another pay for it"
    # A file is not kept for who must wait: the way back leads to its form.
    files = f"{strict.section('health')}/files"
    answer = await send(marte, f"{files}?kind=document", "a.txt", b"Noe.")
    assert answer.status_code == 429
    assert f'href="{files.removeprefix(strict.address)}/new?kind=document"' in answer.text


async def test_signings_are_fewer_and_taking_away_is_not_among_them(strict: Site) -> None:
    marte, before = await strict.client("marte"), await counted(strict, "access_grant")
    who, section = strict.world.accounts["leila"], strict.world.sections["tiril"]["economy"]
    typed = {f"access-{who}-{section}": "read", f"until-{who}": "6m"}
    answers = [(await marte.post(f"{strict.plan()}/sharing", data=typed)).status_code for _ in range(3)]
    assert answers == [303, 303, 429]
    assert (await counted(strict, "access_grant"))["access_grant"] > before["access_grant"]
    assert (await marte.post(f"{strict.plan()}/sharing/{who}/withdrawal")).status_code == 303


async def test_a_part_of_a_page_gets_a_note_and_a_draft_a_promise(strict: Site) -> None:
    marte = await strict.client("marte")
    hx = {"hx-request": "true"}
    item = f"{strict.section('health')}/items/{strict.world.accounts['marte']}"
    draft = {"kind": "text", "body": "Skrives nå."}
    answers = [await marte.post(f"{item}/draft", data=draft, headers=hx) for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 429]
    assert "Utkastet lagres om" in answers[-1].text
    assert "<html" not in answers[-1].text
    note = await marte.post(f"{item}/draft/discard", data={"slot": "edit-1"}, headers=hx)
    assert 'hx-target="#toast"' in note.text
    assert note.headers["retry-after"]


async def test_the_provider_is_never_told_to_wait(strict: Site) -> None:
    nobody = await strict.client()
    answers = {(await nobody.post("/logout/back", data={"logout_token": "x"})).status_code for _ in range(9)}
    assert answers == {400}
