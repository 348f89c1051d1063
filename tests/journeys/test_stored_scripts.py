"""Script-like strings in every field of every kind, on pages and in pushes: nothing runs, all is shown."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect

from ipplan.plan.kinds import KINDS
from tests.conftest import Ground
from tests.journeys.hostile import PAYLOADS, groups, hostile_person, submit
from tests.journeys.hostile_stage import GUEST, LETTER, LINES, Stage, staged
from tests.journeys.pen import EVERY_FIELD, versions_of
from tests.journeys.steps import part
from tests.page.asking import counted
from tests.site import Site


@pytest.fixture(scope="module")
async def stage(ground: Ground, browser: Browser) -> AsyncIterator[Stage]:
    """Everything is written while both look, and what they are asked is answered."""
    async with staged(ground, browser) as stage:
        await stage.pen.write_everything()
        await _propose(stage)
        await _decline(stage)
        yield stage


async def _propose(stage: Stage) -> None:
    """Two proposals with reasons; one of them is declined, with words."""
    site, wenche = stage.site, await stage.site.client("wenche")
    form = {"participant": stage.guest, "access-economy": "read", "access-home": "read", "period": "6m"}
    for _ in range(2):
        assert (
            await wenche.post(f"{site.plan()}/proposals", data={**form, "reason": LETTER})
        ).status_code == 303
    path = f"{site.plan()}/proposals/{(await _proposals(site, 'open'))[0]}/declining"
    assert (await stage.pen.client.post(path, data={"words": LETTER})).status_code == 303
    await wenche.aclose()


async def _proposals(site: Site, state: str) -> list[str]:
    rows = await site.world.sql("SELECT proposal_id FROM proposal WHERE state = :state", state=state)
    return [str(row[0]) for row in rows]


async def _decline(stage: Stage) -> None:
    """The one field that no form asks for: why somebody said no."""
    odd, pen = await stage.site.client("odd"), stage.pen
    item, reason = (
        pen.made["responsibility"][0],
        "\n".join(f"responsibility.reason {one}" for one in PAYLOADS),
    )
    path = f"{stage.site.section(pen.area)}/items/{item}/answer"
    answer = await odd.post(path, data={"status": "declined", "reason": reason[:2_000]})
    assert answer.status_code == 303
    pen.written[("responsibility", "reason")] = reason[:2_000].split("\n")
    await odd.aclose()


async def test_every_field_was_written_and_every_payload_in_each(stage: Stage) -> None:
    assert set(stage.pen.written) == EVERY_FIELD, "a kind or a field that this test does not write yet"
    assert all(len(group) <= 160 for group in groups())
    assert [one for group in groups() for one in group.split()] == " ".join(PAYLOADS).split()
    for (kind, name), lines in stage.pen.written.items():
        whole = " ".join(lines)
        lacking = [one for one in PAYLOADS if one not in whole]
        assert not lacking or name == "reason", (kind, name, lacking)


async def test_what_was_pushed_is_shown_as_it_was_written(stage: Stage) -> None:
    for name, page in stage.pages.items():
        await expect(part(stage.site, page, stage.pen.area)).to_contain_text("responsibility.reason")
        lines = stage.pen.lines(*stage.pen.here())
        if name == "marte":
            lines = stage.pen.lines()
            await expect(page.locator("#live-asked a[href*='/proposals/']")).to_have_count(1)
        await stage.alarm.look(page, f"pushed to {name}", lines)
    assert stage.alarm.told == []


async def test_pages_show_it_as_it_was_written(stage: Stage) -> None:
    site, pen, page = stage.site, stage.pen, await stage.marte.context.new_page()
    health = site.section(pen.area)
    titles, guest = pen.lines("section"), (GUEST["name"],)
    everything = pen.lines()
    await pen.client.post(f"{health}/items/{pen.made['text'][1]}/closure")
    draft = {"kind": "text", "title": groups()[0], "body": LETTER}
    await pen.client.post(f"{health}/items/{pen.made['text'][0]}/draft", data={**draft, "base": pen.asked})
    shown: dict[str, tuple[str, ...]] = {
        "": everything[:40],
        "/sharing": (*titles, *guest, GUEST["relation"]),
        "/log": guest,
        "/people": (*guest, GUEST["organisation"], GUEST["relation"], *groups()),
        "/receipts": guest,
        f"/receipts/{await _receipt(site, stage.guest)}": (*guest, pen.titles[pen.area]),
        f"/as/{stage.guest}": (*guest, *titles, *pen.lines("goal", "comment")),
        "/sections/closed": (),
        f"/proposals/{(await _proposals(site, 'open'))[0]}": (*LINES, *guest),
        f"/proposals/{(await _proposals(site, 'declined'))[0]}": (*LINES, *guest),
        "/view.json": (),
        "/meetings": (groups()[0],),
        "/week?day=2031-03-03": tuple(pen.written[("appointment", "title")]),
        "/month?day=2031-03-03": tuple(pen.written[("appointment", "title")]),
        "/messages": pen.lines("conversation"),
        "/diary": pen.lines("entry"),
        pen.meeting.removeprefix(site.plan()): pen.lines("point", "line"),
    }
    for kind, items in pen.made.items():
        at = pen.section_of(KINDS[kind]).removeprefix(site.plan()) + f"/items/{items[0]}"
        for way in ("history", "readers", "edit"):
            shown[f"{at}/{way}"] = () if way == "readers" else (f"{kind}.",)
    for path, lines in shown.items():
        answer = await page.goto(site.plan() + path)
        assert answer is not None
        assert answer.status == 200, path
        await stage.alarm.look(page, path, lines)
    await page.goto(health)
    await stage.alarm.look(page, "the section", (pen.titles[pen.area],))
    await page.goto(site.address)
    await stage.alarm.look(page, "the front page")
    await page.close()
    assert stage.alarm.told == []


async def _receipt(site: Site, guest: str) -> str:
    rows = await site.world.sql("SELECT grant_id FROM access_grant WHERE participant_id = :who", who=guest)
    return str(rows[0][0])


async def test_pages_that_give_back_what_was_typed_give_it_back_as_text(stage: Stage) -> None:
    site, pen, page = stage.site, stage.pen, await stage.marte.context.new_page()
    health, long = site.section(pen.area), " ".join(PAYLOADS)
    person = {**GUEST, "pid": groups()[4], "email": groups()[5]}
    forms: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
        (f"{site.plan()}/sections", {"title": long}, (long,)),
        (f"{site.plan()}/people", person, tuple(person.values())),
        (f"{site.plan()}/invitations", person, tuple(GUEST.values())),
        (f"{site.plan()}/sharing/review", _until(stage, PAYLOADS[1]), (PAYLOADS[1],)),
        (f"{site.plan()}/sharing", {PAYLOADS[1]: PAYLOADS[2]}, ()),
        (f"{health}/items/{pen.made['goal'][1]}", await _stale(stage), (long, "goal.title")),
        (f"{site.plan()}/search", {"words": long}, (long,)),
        (f"{site.plan()}/search", {"words": "appointment title"}, ("appointment.title",)),
    ]
    for kind in (one for one in KINDS.values() if pen.made[one.name]):
        typed = {one.name: f"{long} " * 8 for one in kind.questions}
        typed |= {"starts_on": PAYLOADS[1], "due_on": PAYLOADS[1], "status": PAYLOADS[1]}
        under = await pen.parent(kind)
        form = {**typed, "kind": kind.name, "item": str(stage.guest), "under": under, "section": pen.section}
        forms.append(
            (pen.door(kind, under), form, (long, *([PAYLOADS[1]] if "due_on" in kind.clear else ())))
        )
    before = await counted(site, "item", "participant", "invitation", "access_grant")
    for path, form, lines in forms:
        await page.goto(f"{site.plan()}/sections/new")
        await submit(page, path, form)
        await stage.alarm.look(page, path, lines)
    assert await counted(site, *before) == before, "nothing of it was taken"
    await page.close()
    assert stage.alarm.told == []


def _until(stage: Stage, day: str) -> dict[str, str]:
    home = stage.site.world.sections["tiril"]["home"]
    guest = stage.guest
    return {f"access-{guest}-{home}": "read", f"until-{guest}": "day", f"day-{guest}": day}


async def _stale(stage: Stage) -> dict[str, str]:
    """A form that was opened before somebody else saved: both texts come back."""
    item = stage.pen.made["goal"][1]
    base = (await versions_of(stage.site, item))[0]
    path = f"{stage.site.section(stage.pen.area)}/items/{item}"
    form = {"title": f"goal.title {groups()[0]}", "status": "active", "base": str(base)}
    assert (await stage.pen.client.post(path, data={**form, "body": LETTER})).status_code == 303
    return {**form, "body": " ".join(PAYLOADS)}


async def test_what_stands_in_an_address_is_text_too(stage: Stage) -> None:
    site, page = stage.site, await stage.marte.context.new_page()
    for payload in groups():
        said = quote(payload, safe="")
        for path in (
            f"/plans/{said}",
            f"/invitations/{said}",
            f"/plans/{site.world.spaces['tiril']}/log?person={said}&section={said}",
            f"/plans/{site.world.spaces['tiril']}/as/{stage.guest}?day={said}",
            f"/login/callback?state={said}&error={said}&error_description={said}",
        ):
            await page.goto(site.address + path)
            await stage.alarm.look(page, path)
    await page.close()
    assert stage.alarm.told == []


async def test_the_coordinators_form_and_the_guests_pages(stage: Stage, browser: Browser) -> None:
    site, pen = stage.site, stage.pen
    wenche = (await hostile_person(site, browser, "wenche", stage.alarm)).page
    await wenche.goto(f"{site.plan()}/proposals/new")
    await stage.alarm.look(wenche, "proposals", (GUEST["name"], *LINES))
    await submit(wenche, f"{site.plan()}/proposals", {"reason": LETTER, "participant": PAYLOADS[1]})
    await stage.alarm.look(wenche, "a proposal with errors")
    await submit(wenche, f"{site.plan()}/proposals", {"reason": LETTER, "access-home": "read"})
    await stage.alarm.look(wenche, "a proposal with errors", LINES)
    await wenche.context.close()
    odd = await stage.odd.context.new_page()
    path = f"{site.section(pen.area)}/items/{pen.made['responsibility'][1]}/answer"
    await odd.goto(site.address)
    await stage.alarm.look(odd, "the guest's front page", (GUEST["name"].split()[0],))
    for form in ({"status": "declined"}, {"status": "declined", "reason": " "}):
        await submit(odd, path, form)
        await stage.alarm.look(odd, "saying no", (pen.written[("responsibility", "title")][1],))
    await odd.close()
    assert stage.alarm.told == []


async def test_typed_in_the_page_itself_it_is_kept_saved_and_pushed_as_text(stage: Stage) -> None:
    """The editor in its place, its error, the answer's fragments, the toast; and the other's screen."""
    odd, page = stage.odd.page, stage.marte.page
    item = stage.pen.made["text"][2]
    await part(stage.site, page, stage.pen.area).locator(f"#item-{item} .edit-button").first.click()
    editor = page.locator(f"#edit-{item}")
    await editor.locator("[name=title]").evaluate("(box, words) => box.value = words", " ".join(PAYLOADS))
    await editor.locator("[name=body]").fill("skrevet på stedet\n" + "\n".join(PAYLOADS))
    await editor.get_by_role("button", name="Lagre").click()
    await expect(editor.locator(".ds-validation-message")).to_contain_text("for lang")
    await stage.alarm.look(page, "an editor with an error", (" ".join(PAYLOADS), *PAYLOADS))
    await editor.locator("[name=title]").fill(groups()[0])
    await editor.get_by_role("button", name="Lagre").click()
    for name, screen in (("marte", page), ("odd", odd)):
        await expect(screen.locator(f"#item-{item} .item-view")).to_contain_text("skrevet på stedet")
        await stage.alarm.look(screen, f"saved in place, for {name}", PAYLOADS)
    assert stage.alarm.told == []
