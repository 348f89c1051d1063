"""The people of a plan: one account per number, invitations that open nothing by themselves."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2

from ipplan.gate.keys import invitation_token
from tests.page.asking import Answer, counted
from tests.site import Site
from tests.world import LEVEL, PEOPLE

EVA = {"name": "Eva Moen", "pid": "29815900543", "email": "eva.moen@example.org", "title": "Tante"}
GUEST = {
    "name": "Odd Fjeld",
    "email": "odd.fjeld@legekontor.example",
    "title": "Fastlege",
    "relation": "Lege",
}


async def test_the_coordinator_opens_an_account_that_opens_nothing(site: Site) -> None:
    wenche = await site.client("wenche")
    assert EVA["pid"] == PEOPLE["odd"]["pid"], "somebody the provider knows, and we do not"
    before = await counted(site, "account", "participant")
    added = await wenche.post(f"{site.plan()}/people", data={**EVA, "pid": "298159 00543"})
    assert (added.status_code, added.headers["location"]) == (
        303,
        f"/plans/{site.world.spaces['tiril']}/people",
    )
    assert await counted(site, "account", "participant") == {name: n + 1 for name, n in before.items()}
    eva = await _logged_in(site, "odd")
    assert (await eva.get(site.plan())).status_code == 404, "taking part opens nothing"
    marte = await site.client("marte")
    await _grant(site, marte, EVA["pid"], "leisure")
    page = await eva.get(site.plan())
    assert page.status_code == 200
    assert str(site.world.sections["tiril"]["leisure"]) in page.text
    assert str(site.world.sections["tiril"]["about"]) not in page.text


async def test_there_is_one_account_per_identity_number(site: Site) -> None:
    wenche, grete = await site.client("wenche"), await site.client("grete")
    assert (await wenche.post(f"{site.plan()}/people", data=EVA)).status_code == 303
    before = await counted(site, "account")
    assert (await grete.post(f"{site.plan('roar')}/people", data=EVA)).status_code == 303
    assert (await wenche.post(f"{site.plan()}/people", data=EVA)).status_code == 303, "again changes nothing"
    assert await counted(site, "account") == before
    rows = await site.world.sql(
        "SELECT count(*) FROM participant JOIN account USING (account_id) WHERE account.name = 'Eva Moen'"
    )
    assert rows[0][0] == 2


async def test_two_coordinators_at_once_open_one_account(site: Site) -> None:
    wenche, grete = await site.client("wenche"), await site.client("grete")
    before = await counted(site, "account")
    made = await asyncio.gather(
        wenche.post(f"{site.plan()}/people", data=EVA), grete.post(f"{site.plan('roar')}/people", data=EVA)
    )
    assert [one.status_code for one in made] == [303, 303]
    assert (await counted(site, "account"))["account"] == before["account"] + 1


async def test_a_number_tells_nobody_whose_it_is(site: Site) -> None:
    wenche = await site.client("wenche")
    roar = PEOPLE["roar"]
    before = await counted(site, "account", "participant", "change")
    asked = await wenche.post(f"{site.plan()}/people", data={**EVA, "pid": roar["pid"]})
    assert asked.status_code == 422
    assert "Navnet og fødselsnummeret stemmer ikke med hverandre" in asked.text
    assert "Eva Moen" in asked.text
    assert "eva.moen@example.org" in asked.text
    for word in ("Roar", "Myklebust", roar["email"], "Planeier</"):
        assert word not in asked.text.replace(">Planeier</span>", ""), word
    assert await counted(site, "account", "participant", "change") == before
    mehmet = {**EVA, "name": "mehmet aydin", "pid": PEOPLE["mehmet"]["pid"]}
    assert (await wenche.post(f"{site.plan()}/people", data=mehmet)).status_code == 303
    page = await wenche.get(f"{site.plan()}/people")
    assert "Mehmet Aydin" in page.text, "the same name, as its account writes it"
    assert PEOPLE["mehmet"]["email"] not in page.text


async def test_an_identity_number_is_in_no_answer_and_lies_nowhere_in_clear(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    assert (await wenche.post(f"{site.plan()}/people", data=EVA)).status_code == 303
    for client in (wenche, marte):
        for path in ("", "/people", "/view.json", "/sharing"):
            answer = await client.get(site.plan() + path)
            for person in PEOPLE.values():
                assert person["pid"] not in answer.text, (path, person["id"])
    tables = await site.world.sql(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        " WHERE table_schema IN ('public', 'keyring') AND table_type = 'BASE TABLE'"
    )
    for (table,) in tables:
        rows = await site.world.sql(
            f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE :pid OR row::text LIKE :hex",
            pid=f"%{EVA['pid']}%",
            hex=f"%{EVA['pid'].encode().hex()}%",
        )
        assert rows[0][0] == 0, table


async def test_a_wrong_number_is_kept_beside_its_field(site: Site) -> None:
    wenche = await site.client("wenche")
    for pid in ("", "123", "29815900544", "2981590054x", "٢٩٨١٥٩٠٠٥٤٣"):
        answer = await wenche.post(f"{site.plan()}/people", data={**EVA, "pid": pid})
        assert answer.status_code == 422, pid
        assert "Fødselsnummeret stemmer ikke" in answer.text
        assert f'value="{pid}"' in answer.text


async def test_an_invitation_binds_then_waits_for_the_coordinator(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    invitation, link = await _invite(site, wenche)
    before = await counted(site, "account", "participant", "session")
    nobody = await site.client()
    welcome = await nobody.get(link)
    assert welcome.status_code == 200
    assert "Tiril" not in welcome.text
    odd = await site.client()
    thanks = await _follow(site, odd, "odd", link)
    assert (thanks.status_code, "Takk, invitasjonen er tatt imot" in thanks.text) == (200, True)
    assert await counted(site, "account", "participant", "session") == before, "she is not logged in"
    assert (await odd.get(site.plan())).status_code == 303
    again = await _follow(site, odd, "odd", link)
    assert "Takk, invitasjonen er tatt imot" in again.text
    second = await _follow(site, await site.client(), "mehmet", link)
    assert second.status_code == 200
    assert str(second.url).endswith("/"), "he is logged in as himself, and got nothing by the link"
    page = await wenche.get(f"{site.plan()}/people")
    assert "Noen har logget inn med invitasjonen" in page.text
    assert (await _confirm(site, wenche, invitation)).status_code == 303
    eva = await _logged_in(site, "odd")
    assert (await eva.get(site.plan())).status_code == 404, "confirmed, and still nothing is open"
    assert (await (await site.client("mehmet")).get(site.plan())).status_code == 404
    await _grant(site, marte, PEOPLE["odd"]["pid"], "health")
    assert str(site.world.sections["tiril"]["health"]) in (await eva.get(site.plan())).text
    assert (await _confirm(site, wenche, invitation)).status_code == 404, "once"


async def test_a_grant_cannot_be_signed_to_somebody_not_confirmed(site: Site) -> None:
    wenche, marte = await site.client("wenche"), await site.client("marte")
    invitation, link = await _invite(site, wenche)
    assert (await _confirm(site, wenche, invitation)).status_code == 404, "nobody has come yet"
    leila = PEOPLE["mehmet"]
    await _follow(site, await site.client(), "mehmet", link)
    mehmet = site.world.accounts["mehmet"]
    page = await marte.get(f"{site.plan()}/sharing")
    assert str(mehmet) not in page.text
    assert leila["name"] not in page.text
    section = site.world.sections["tiril"]["health"]
    form = {f"access-{mehmet}-{section}": "read", f"until-{mehmet}": "1y"}
    before = await counted(site, "access_grant")
    await marte.post(f"{site.plan()}/sharing", data=form)
    assert await counted(site, "access_grant") == before


async def test_of_two_who_come_by_one_link_at_once_one_is_bound(site: Site) -> None:
    wenche = await site.client("wenche")
    _, link = await _invite(site, wenche)
    came = await asyncio.gather(
        _follow(site, await site.client(), "odd", link), _follow(site, await site.client(), "mehmet", link)
    )
    assert all(one.status_code in (200, 403) for one in came)
    rows = await site.world.sql("SELECT state, pid_index FROM invitation")
    pids = site.world.house.pids
    winner = "odd" if "Takk" in came[0].text else "mehmet"
    assert [(state, bytes(index)) for state, index in rows] == [
        ("bound", pids.indexed(PEOPLE[winner]["pid"]))
    ]


async def test_a_cancelled_invitation_opens_nothing_and_forgets_who_came(site: Site) -> None:
    wenche = await site.client("wenche")
    invitation, link = await _invite(site, wenche)
    await _follow(site, await site.client(), "odd", link)
    path = f"{site.plan()}/invitations/{invitation}/cancellation"
    assert (await wenche.post(path)).status_code == 303
    rows = await site.world.sql("SELECT state, pid_index, pid_sealed, account_id FROM invitation")
    assert [tuple(row) for row in rows] == [("withdrawn", None, None, None)]
    refused = await _follow(site, await site.client(), "odd", link)
    assert (refused.status_code, "Du har ingen konto her" in refused.text) == (403, True)
    for verb in ("confirmation", "cancellation"):
        answer = await wenche.post(f"{site.plan()}/invitations/{invitation}/{verb}")
        assert answer.status_code == 404
    assert GUEST["email"] not in (await wenche.get(f"{site.plan()}/people")).text


async def test_an_expired_invitation_binds_nobody(site: Site) -> None:
    wenche = await site.client("wenche")
    _, link = await _invite(site, wenche)
    site.clock.move(timedelta(days=30, seconds=1))
    refused = await _follow(site, await site.client(), "odd", link)
    assert (refused.status_code, "Du har ingen konto her" in refused.text) == (403, True)
    assert (await site.world.sql("SELECT state, pid_index FROM invitation"))[0] == ("sent", None)


async def test_invitations_belong_to_their_plan(site: Site) -> None:
    wenche, grete = await site.client("wenche"), await site.client("grete")
    invitation, link = await _invite(site, wenche)
    await _follow(site, await site.client(), "odd", link)
    for verb in ("confirmation", "cancellation"):
        answer = await grete.post(f"{site.plan('roar')}/invitations/{invitation}/{verb}")
        assert answer.status_code == 404
    assert (await site.world.sql("SELECT state FROM invitation"))[0][0] == "bound"


async def test_only_who_coordinates_or_decides_manages_people(site: Site) -> None:
    wenche = await site.client("wenche")
    invitation, _ = await _invite(site, wenche)
    before = await counted(site, "account", "participant", "invitation", "change")
    for name in ("leila", "berit", "mehmet", "grete"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ikke-noe"))
        paths = ("people", "invitations", f"invitations/{invitation}/cancellation")
        for path in paths:
            assert Answer.of(await client.post(f"{site.plan()}/{path}", data=EVA)) == refused, (name, path)
        assert Answer.of(await client.get(f"{site.plan()}/people")) == refused
    assert await counted(site, "account", "participant", "invitation", "change") == before
    marte = await site.client("marte")
    assert (await marte.get(f"{site.plan()}/people")).status_code == 200, "she acts for the owner"


async def _invite(site: Site, coordinator: httpx2.AsyncClient, **more: str) -> tuple[str, str]:
    """The invitation's id, and its link's path as the mail will have it."""
    made = await coordinator.post(f"{site.plan()}/invitations", data={**GUEST, **more})
    assert made.status_code == 303, made.text
    rows = await site.world.sql("SELECT invitation_id FROM invitation ORDER BY invited_at DESC LIMIT 1")
    token = invitation_token(site.world.house.keyring, rows[0][0])
    return str(rows[0][0]), f"/invitations/{token}"


async def _confirm(site: Site, coordinator: httpx2.AsyncClient, invitation: str) -> httpx2.Response:
    return await coordinator.post(f"{site.plan()}/invitations/{invitation}/confirmation")


async def _follow(site: Site, client: httpx2.AsyncClient, name: str, link: str) -> httpx2.Response:
    """Log in by the link, at the provider, as somebody."""
    hint = f"testid:{PEOPLE[name]['pid']}_{LEVEL}"
    return await client.get("/login", params={"hint": hint, "return_to": link}, follow_redirects=True)


async def _logged_in(site: Site, name: str) -> httpx2.AsyncClient:
    return await site.client(name)


async def _grant(site: Site, decider: httpx2.AsyncClient, pid: str, area: str) -> None:
    """The owner signs reading of one section, for a year."""
    account: Any = await site.world.sql(
        "SELECT account_id FROM account WHERE pid_index = :index", index=site.world.house.pids.indexed(pid)
    )
    who, section = account[0][0], site.world.sections["tiril"][area]
    form = {f"access-{who}-{section}": "read", f"until-{who}": "1y"}
    signed = await decider.post(f"{site.plan()}/sharing", data=form)
    assert signed.status_code == 303, signed.text
