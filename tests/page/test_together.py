"""Two who decide together: both sign before anything opens, and either takes away alone."""

from datetime import timedelta
from uuid import uuid4

import httpx2
import pytest

from tests.page.asking import Answer
from tests.page.test_unit import UNIT, register, room
from tests.site import Site
from tests.world import PEOPLE


@pytest.fixture
async def parents(site: Site) -> tuple[httpx2.AsyncClient, httpx2.AsyncClient]:
    """Marte and Thea, who hold the responsibility for Tiril together."""
    unit = await site.client(UNIT)
    own = str((await site.world.sql("SELECT mandate_id FROM mandate"))[0][0])
    assert (await unit.post(f"{room(site)}/mandates/{own}/ending")).status_code == 303
    for name in ("marte", "thea"):
        assert (await register(unit, site, name, alone="joint")).status_code == 303
    return await site.client("marte"), await site.client("thea")


Parents = tuple[httpx2.AsyncClient, httpx2.AsyncClient]


async def test_what_one_signs_opens_nothing_until_the_other_signs_it_too(
    site: Site, parents: Parents
) -> None:
    marte, thea = parents
    assert (await wish(marte, site, "read")).status_code == 303
    await _leila_at_home(site, 404)
    assert "Venter på at begge signerer" in (await marte.get(f"{site.plan()}/sharing")).text
    assert "har signert tilganger, og venter på deg" in (await thea.get(site.plan())).text
    assert "venter på deg" not in (await marte.get(site.plan())).text
    agreement = await _waiting(thea, site)
    assert PEOPLE["leila"]["name"] in (await thea.get(agreement)).text
    own = await marte.post(f"{agreement}/signature")
    assert own.status_code == 404, "nobody is both"
    assert (await thea.post(f"{agreement}/signature")).status_code == 303
    await _leila_at_home(site, 200)
    assert (await thea.post(f"{agreement}/signature")).status_code == 404, "once"
    assert "venter på deg" not in (await thea.get(site.plan())).text


async def test_either_takes_away_alone_and_at_once(site: Site, parents: Parents) -> None:
    marte, thea = parents
    await _both(site, marte, thea)
    for client in (marte, thea):
        await _leila_at_home(site, 200)
        assert (await wish(client, site, "none")).status_code == 303
        await _leila_at_home(site, 404)
        await _both(site, marte, thea)


async def test_disagreement_leaves_it_shut_and_the_coordinator_sees_that_and_no_more(
    site: Site, parents: Parents
) -> None:
    marte, thea = parents
    await wish(marte, site, "write")
    wenche = await site.client("wenche")
    page = (await wenche.get(f"{site.plan()}/deciding")).text
    assert "signert av den ene som bestemmer, og venter på den andre" in page
    agreement = await _waiting(thea, site)
    assert (await thea.post(f"{agreement}/declining")).status_code == 303
    await _leila_at_home(site, 404)
    page = (await wenche.get(f"{site.plan()}/deciding")).text
    assert "uenige om en tilgang" in page
    assert "Hjemme hos oss" not in page.split("</header>", 1)[1]
    assert (await marte.get(agreement)).status_code == 404
    assert (await wenche.get(agreement)).status_code == 404


async def test_who_signed_takes_it_back_and_it_is_over(site: Site, parents: Parents) -> None:
    marte, thea = parents
    await wish(marte, site, "read")
    agreement = await _waiting(thea, site)
    assert (await marte.post(f"{agreement}/declining")).status_code == 303
    assert (await thea.post(f"{agreement}/signature")).status_code == 404
    await _leila_at_home(site, 404)


async def test_what_waited_counts_no_more_when_its_time_is_out_or_who_signed_it_decides_no_more(
    site: Site, parents: Parents
) -> None:
    marte, thea = parents
    await wish(marte, site, "read")
    late = await _waiting(thea, site)
    site.clock.move(timedelta(days=60))
    marte, thea = await site.client("marte"), await site.client("thea")
    assert (await thea.post(f"{late}/signature")).status_code == 404
    await wish(marte, site, "read")
    orphan = await _waiting(thea, site)
    page = (await marte.get(f"{site.plan()}/deciding")).text
    own = page.split("/ending")[0].rpartition("/mandates/")[2]
    assert (await marte.post(f"{site.plan()}/mandates/{own}/ending")).status_code == 303
    assert (await thea.post(f"{orphan}/signature")).status_code == 404
    await _leila_at_home(site, 404)


async def test_what_has_become_too_late_to_sign_is_said_and_opens_nothing(
    site: Site, parents: Parents
) -> None:
    marte, thea = parents
    await wish(marte, site, "read", "1m")
    agreement = await _waiting(thea, site)
    site.clock.move(timedelta(days=40))
    answer = await (await site.client("thea")).post(f"{agreement}/signature")
    assert (answer.status_code, "kan ikke signeres lenger" in answer.text) == (422, True)
    await _leila_at_home(site, 404)


async def test_a_grant_with_one_signature_or_another_ones_agreement_opens_nothing(
    site: Site, parents: Parents
) -> None:
    """What an intruder with the database, or with one parent's login, comes to."""
    marte, thea = parents
    await wish(marte, site, "read")
    agreement = await _waiting(thea, site)
    await site.world.sql(
        "UPDATE agreement SET agreement_id = :new, signed_by = :who",
        new=uuid4(),
        who=site.world.accounts["thea"],
    )
    for client in parents:
        assert (await client.post(f"{agreement}/signature")).status_code == 404
        assert "waiting-heading" not in (await client.get(f"{site.plan()}/sharing")).text
    await _leila_at_home(site, 404)


async def test_one_who_decides_alone_has_no_such_doors(site: Site, parents: Parents) -> None:
    marte, thea = parents
    await wish(marte, site, "read")
    agreement = await _waiting(thea, site)
    for name in ("roar", "leila", "berit"):
        client = await site.client(name)
        nowhere = Answer.of(await client.get("/plans/ingenting"))
        for answer in (await client.get(agreement), await client.post(f"{agreement}/signature")):
            assert Answer.of(answer) == nowhere


async def test_a_consent_is_given_anew_by_both_and_withdrawn_by_either(site: Site, parents: Parents) -> None:
    marte, thea = parents
    await _both(site, marte, thea)
    assert (await thea.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    await _leila_at_home(site, 404)
    assert (await marte.post(f"{site.plan()}/consents/plan")).status_code == 303
    await _leila_at_home(site, 404)
    assert "har samtykket, og venter på deg" in (await thea.get(site.plan())).text
    agreement = await _waiting(thea, site)
    assert "Samtykke til å ha en plan" in (await thea.get(agreement)).text
    assert (await marte.post(f"{agreement}/signature")).status_code == 404
    assert (await thea.post(f"{agreement}/signature")).status_code == 303
    await _leila_at_home(site, 200)
    assert "venter på deg" not in (await thea.get(site.plan())).text


async def test_what_waits_for_two_is_not_signed_in_a_plan_at_rest(site: Site, parents: Parents) -> None:
    marte, thea = parents
    await wish(marte, site, "read")
    agreement = await _waiting(thea, site)
    assert (await thea.post(f"{site.plan()}/consents/plan/withdrawal")).status_code == 303
    assert (await thea.post(f"{agreement}/signature")).status_code == 404
    await _leila_at_home(site, 404)


async def _both(site: Site, marte: httpx2.AsyncClient, thea: httpx2.AsyncClient) -> None:
    await wish(marte, site, "read")
    assert (await thea.post(f"{await _waiting(thea, site)}/signature")).status_code == 303


async def wish(client: httpx2.AsyncClient, site: Site, access: str, period: str = "1y") -> httpx2.Response:
    """What Leila may do at home for a while, signed by one."""
    account, section = site.world.accounts["leila"], site.world.sections["tiril"]["home"]
    form = {f"access-{account}-{section}": access, f"until-{account}": period}
    return await client.post(f"{site.plan()}/sharing", data=form)


async def _waiting(client: httpx2.AsyncClient, site: Site) -> str:
    """The address of what waits."""
    page = (await client.get(f"{site.plan()}/sharing")).text
    found = page.partition("/agreements/")[2].partition('"')[0]
    assert found, "nothing waits"
    return f"{site.plan()}/agreements/{found}"


async def _leila_at_home(site: Site, status: int) -> None:
    client = await site.client("leila")
    assert (await client.get(site.section("home"))).status_code == status
    await client.aclose()
