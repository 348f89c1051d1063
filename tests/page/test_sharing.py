"""Who sees what, over HTTP: read, sign, change, withdraw one or all; by who decides and nobody else."""

import hashlib
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from ipplan.gate.consents import newest
from ipplan.page.routes import DOORS
from ipplan.plan.periods import OSLO, end_of, last_day
from ipplan.render import day_in_words
from tests.page.asking import Answer, call, counted, place_of
from tests.site import Site

SIGNED = ("access_grant", "access_state", "change", "consent")


async def test_what_one_is_about_to_sign_is_read_in_plain_words_and_nothing_is_signed(site: Site) -> None:
    marte, before = await site.client("marte"), await counted(site, *SIGNED)
    form = _cell(site, "berit", "home", "comment") | _until(site, "berit", "6m")
    form |= _cell(site, "berit", "leisure", "none") | _cell(site, "leila", "health", "read")
    page = await marte.post(f"{site.plan()}/sharing/review", data=form)
    assert page.status_code == 200
    text = unescape(page.text)
    day = _in_words(site, last_day("6m", _today(site)))
    assert f"kan lese og kommentere «Hjemme hos oss» til og med {day}" in text
    assert "mister tilgang til «Fritiden min», med en gang" in text
    assert "kan lese «Kroppen min»" in text
    assert "nå: kan skrive" in text
    assert newest("sharing", "nb").text in text
    assert "Det merkes at du gjør det på fullmakt." in text
    assert text.index("Berit Vollan") < text.index("Leila Hosseini")
    assert "Penger og ordninger" not in text, "only what changes"
    assert await counted(site, *SIGNED) == before
    back = await marte.post(f"{site.plan()}/sharing/change", data=form)
    chosen = back.text.split(f'name="{next(iter(form))}"')[1].split("</select>")[0]
    assert '<option value="comment" selected>' in chosen
    assert await counted(site, *SIGNED) == before


async def test_what_changed_while_one_read_is_read_again_before_it_is_signed(site: Site) -> None:
    marte, form = (
        await site.client("marte"),
        _cell(site, "berit", "home", "read") | _until(site, "berit", "1m"),
    )
    read = form | {"read": _mark(await marte.post(f"{site.plan()}/sharing/review", data=form))}
    elsewhere = _cell(site, "berit", "home", "comment") | _until(site, "berit", "6m")
    assert (await marte.post(f"{site.plan()}/sharing", data=elsewhere)).status_code == 303
    before = await counted(site, *SIGNED)
    again = await marte.post(f"{site.plan()}/sharing", data=read)
    assert again.status_code == 409
    assert "Noe ble endret mens du leste." in again.text
    assert "nå: kan kommentere" in unescape(again.text), "what it would replace is shown"
    assert await counted(site, *SIGNED) == before
    signed = await marte.post(f"{site.plan()}/sharing", data=form | {"read": _mark(again)})
    assert signed.status_code == 303
    assert await counted(site, *SIGNED) != before


def _mark(page: Any) -> str:
    return str(page.text.split('name="read" value="')[1].split('"')[0])


async def test_signing_opens_changing_changes_and_the_token_says_it_all(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    home = str(site.world.sections["tiril"]["home"])
    assert home not in (await berit.get(site.plan())).text
    form = _cell(site, "berit", "home", "read") | _until(site, "berit", "1m")
    signed = await marte.post(f"{site.plan()}/sharing", data=form)
    assert (signed.status_code, signed.headers["location"]) == (303, f"/plans/{_space(site)}/sharing")
    assert home in (await berit.get(site.plan())).text
    row, header, claims = await _grant(site, "berit", "home")
    assert header == {"alg": "Ed25519", "typ": "plan-grant+jwt", "kid": header["kid"]}
    assert claims["sub"] == str(site.world.accounts["berit"])
    assert (claims["space"], claims["section"], claims["access"]) == (_space(site), home, "read")
    assert claims["granted_by"] == str(site.world.accounts["marte"])
    assert claims["mandate"], "it is marked that she acts for the owner"
    assert claims["acr"] == "idporten-loa-high"
    assert abs(claims["auth_time"] - site.clock.now().timestamp()) < 60
    last = last_day("1m", _today(site))
    assert last is not None
    assert claims["exp"] == int(end_of(last).timestamp())
    changed = await marte.post(f"{site.plan()}/sharing", data=_cell(site, "berit", "home", "write"))
    assert changed.status_code == 303
    after, _, now = await _grant(site, "berit", "home")
    assert (now["access"], now["exp"], now["jti"] != claims["jti"]) == ("write", claims["exp"], True)
    old = await site.world.sql("SELECT withdrawn_at, withdrawal FROM access_grant WHERE grant_id = :g", g=row)
    assert all(old[0]), "the old one is withdrawn, by a signed record"
    assert after != row


async def test_a_grant_names_the_consent_whose_very_text_was_shown(site: Site) -> None:
    for name, owner, who in (("marte", "tiril", "leila"), ("roar", "roar", "leila")):
        decider = await site.client(name)
        form = _cell(site, who, "home", "read", owner) | _until(site, who, "1y")
        page = await decider.post(f"{site.plan(owner)}/sharing/review", data=form)
        shown = unescape(
            page.text.split('<blockquote class="consent" lang="nb">')[1].split("</blockquote>")[0]
        )
        assert (await decider.post(f"{site.plan(owner)}/sharing", data=form)).status_code == 303
        _, _, claims = await _grant(site, who, "home", owner)
        token = await site.world.sql(
            "SELECT token, text_sha256, given_by FROM consent WHERE consent_id = :id",
            id=UUID(claims["consent"]["id"]),
        )
        consent = _read(site, "consent", token[0][0])[1]
        sha256 = hashlib.sha256(shown.encode()).hexdigest()
        assert consent["text"]["sha256"] == token[0][1] == sha256
        assert claims["consent"]["text"] == consent["text"], "and the grant itself carries it"
        assert consent["kind"] == "sharing"
        assert consent["sub"] == str(site.world.accounts[owner])


async def test_one_press_withdraws_one_section(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    who, health = site.world.accounts["leila"], site.world.sections["tiril"]["health"]
    gone = await marte.post(f"{site.plan()}/sharing/{who}/{health}/withdrawal")
    assert (gone.status_code, gone.headers["location"]) == (
        303,
        f"/plans/{_space(site)}/sharing#person-{who}",
    )
    assert (await leila.get(site.section("health"))).status_code == 404
    assert (await leila.get(site.section("about"))).status_code == 200
    again = await marte.post(f"{site.plan()}/sharing/{who}/{health}/withdrawal")
    assert again.status_code == 303, "pressed twice is no fault"


async def test_one_press_withdraws_all_of_a_person_in_this_plan_only(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    who = site.world.accounts["leila"]
    assert (await leila.get(site.plan())).status_code == 200
    assert (await marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    assert (await leila.get(site.plan())).status_code == 404
    assert (await leila.get(site.plan("roar"))).status_code == 200
    assert str(_space(site)) not in (await leila.get("/")).text
    rows = await site.world.sql(
        "SELECT count(*) FILTER (WHERE withdrawal IS NULL) FROM access_grant"
        " WHERE participant_id = :who AND space_id = :space",
        who=who,
        space=site.world.spaces["tiril"],
    )
    assert rows[0][0] == 0


async def test_an_owner_who_can_sign_signs_herself(site: Site) -> None:
    roar = await site.client("roar")
    form = _cell(site, "mehmet", "health", "read", "roar") | _until(site, "mehmet", "1y")
    page = await roar.post(f"{site.plan('roar')}/sharing/review", data=form)
    assert "fullmakt" not in page.text
    assert (await roar.post(f"{site.plan('roar')}/sharing", data=form)).status_code == 303
    _, _, claims = await _grant(site, "mehmet", "health", "roar")
    assert claims["granted_by"] == str(site.world.accounts["roar"])
    assert claims["mandate"] is None


async def test_the_table_shows_what_stands_for_each(site: Site) -> None:
    roar = await site.client("roar")
    page = (await roar.get(f"{site.plan('roar')}/sharing")).text
    name = next(iter(_cell(site, "mehmet", "work", "", "roar")))
    assert '<option value="none" selected>' not in page.split(f'name="{name}"')[1].split("</select>")[0]
    name = next(iter(_cell(site, "mehmet", "health", "", "roar")))
    assert '<option value="none" selected>' in page.split(f'name="{name}"')[1].split("</select>")[0]
    assert "Roar Myklebust:" not in page, "the owner has no row: her right is her own"


@pytest.mark.parametrize("name", ["wenche", "leila", "berit", "roar", "mehmet"])
async def test_nobody_else_signs_reads_or_withdraws(shared: Site, name: str) -> None:
    place, before = await place_of(shared), await counted(shared, *SIGNED)
    client = await shared.client(name)
    refused = Answer.of(await client.get("/plans/ingenting"))
    doors = [door for door in DOORS if "/sharing" in door.path]
    assert len(doors) == 7
    for door in doors:
        assert await call(shared, client, door, place) == refused, door
    assert await counted(shared, *SIGNED) == before


async def test_the_representative_signs_no_more_when_her_mandate_has_ended(site: Site) -> None:
    marte = await site.client("marte")
    form = _cell(site, "berit", "home", "read") | _until(site, "berit", "1m")
    space = site.world.spaces["tiril"]
    await site.world.sql("UPDATE mandate SET withdrawn_at = now() WHERE space_id = :space", space=space)
    assert (await marte.post(f"{site.plan()}/sharing", data=form)).status_code == 404
    assert (await marte.get(f"{site.plan()}/sharing")).status_code == 404


async def test_a_person_who_is_not_in_the_table_cannot_be_signed_for(site: Site) -> None:
    marte, before = await site.client("marte"), await counted(site, *SIGNED)
    form = _cell(site, "mehmet", "home", "read") | _until(site, "mehmet", "1y")
    form |= _cell(site, "tiril", "home", "read") | _until(site, "tiril", "1y")
    form |= _cell(site, "marte", "home", "none")
    assert (await marte.post(f"{site.plan()}/sharing", data=form)).status_code == 303
    assert await counted(site, *SIGNED) == before, "cells that are not in the table are not read"


async def test_the_end_of_a_period_is_the_end_of_its_last_day(site: Site) -> None:
    marte = await site.client("marte")
    tomorrow = _today(site) + timedelta(days=1)
    berit_id = site.world.accounts["berit"]
    form = _cell(site, "berit", "home", "read") | {
        f"until-{berit_id}": "day",
        f"day-{berit_id}": str(tomorrow),
    }
    assert (await marte.post(f"{site.plan()}/sharing", data=form)).status_code == 303
    left = end_of(tomorrow) - site.clock.now()
    site.clock.move(left - timedelta(minutes=2))
    berit = await site.client("berit")
    assert (await berit.get(site.section("home"))).status_code == 200
    site.clock.move(timedelta(minutes=2))
    assert (await berit.get(site.section("home"))).status_code == 404


def _cell(site: Site, who: str, area: str, word: str, owner: str = "tiril") -> dict[str, str]:
    return {f"access-{site.world.accounts[who]}-{site.world.sections[owner][area]}": word}


def _until(site: Site, who: str, period: str) -> dict[str, str]:
    return {f"until-{site.world.accounts[who]}": period}


def _space(site: Site) -> str:
    return str(site.world.spaces["tiril"])


def _today(site: Site) -> Any:
    return site.clock.now().astimezone(OSLO).date()


def _in_words(site: Site, day: Any) -> str:
    return day_in_words(day, "nb")


async def _grant(
    site: Site, who: str, area: str, owner: str = "tiril"
) -> tuple[UUID, dict[str, Any], dict[str, Any]]:
    """Id, header and claims of the one grant in force."""
    rows = await site.world.sql(
        "SELECT grant_id, token FROM access_grant"
        " WHERE participant_id = :who AND section_id = :section AND withdrawn_at IS NULL",
        who=site.world.accounts[who],
        section=site.world.sections[owner][area],
    )
    assert len(rows) == 1
    return rows[0][0], *_read(site, "grant", rows[0][1])


def _read(site: Site, purpose: str, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, verified under the keys that everybody can fetch."""
    public = [key for key in site.world.house.keyring.public_jwks()["keys"] if key["purpose"] == purpose]
    keys: Any = {"keys": [{name: key[name] for name in ("kty", "crv", "x", "kid")} for key in public]}
    read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["Ed25519"])
    return dict(read.header), dict(read.claims)
