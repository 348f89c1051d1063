"""Scenes in a family's plan, each with the ids that addresses in it are filled in with."""

from datetime import timedelta

from ipplan.gate.archiving import tend
from tests.gate.family import FATHER, PROFESSIONAL, family, kept
from tests.gate.holding import grow_branch
from tests.journeys.sweep.ids import Ids, head_of, ids_in, newest
from tests.page.before_birth import born, both_consent, expecting
from tests.page.cast import (
    earlier_version,
    fresh_contact,
    fresh_file,
    fresh_item,
    fresh_line,
    fresh_meeting,
    fresh_point,
    fresh_poll,
    fresh_talk,
)
from tests.page.crisis_codes import crisis_page
from tests.page.test_diary import room_for, write
from tests.page.test_editions import approve
from tests.page.test_handover import be_at as be_at_eighteen
from tests.page.test_handover import tiril_decides
from tests.page.test_opening import address as address_of_copy
from tests.page.test_opening import decide
from tests.page.test_paper import on_paper, wished
from tests.page.test_takeover import be_at, marte_goes_on
from tests.page.test_together import wish
from tests.page.test_unit import register, room
from tests.site import Site


async def rooms(site: Site) -> Ids:
    """Tiril's plan with all its rooms in use: Marte decides, Wenche coordinates, Leila writes of health."""
    ids = await ids_in(site, "tiril", who="leila")
    marte, wenche = await site.client("marte"), await site.client("wenche")
    ids["goal"] = await fresh_item(site, "tiril", "health")
    await earlier_version(site, "tiril", "health", ids["goal"])
    ids["document"] = await fresh_file(site, "tiril", "health")
    ids["meeting"] = await fresh_meeting(site, "tiril", "health", "leila")
    ids["on"] = await fresh_meeting(site, "tiril", "health", "leila", days=0, on=True)
    ids["held"] = await fresh_meeting(site, "tiril", "health", "leila", days=0, after=3)
    for name in ("meeting", "on"):
        ids[f"point_{name}"] = await fresh_point(site, "tiril", "health", ids[name])
    ids["line"] = await fresh_line(site, "tiril", "health", ids["on"], ids["point_on"])
    ids["moved"] = await fresh_line(site, "tiril", "health", ids["on"], ids["point_on"], moved_to="home")
    ids["poll"] = await fresh_poll(site, "tiril", "health", "leila")
    ids["contact"] = await fresh_contact(site, "tiril")
    ids["talk"] = await fresh_talk(site, "tiril", "health")
    ids["secret"] = (await (await crisis_page(site)).code()).rpartition("/")[2]
    await room_for(site, leila="write")
    ids["entry"] = await write(site, await site.client("leila"))
    form = {"participant": str(site.world.accounts["sindre"]), "access-economy": "read"}
    form |= {"period": "6m", "reason": "Til søknaden om hjelpemidler."}
    assert (await wenche.post(f"{site.plan()}/proposals", data=form)).status_code == 303
    ids["proposal"] = await newest(site, "proposal")
    made = await marte.post(f"{site.plan()}/duties")
    assert made.status_code == 303, made.text
    assert (await marte.post(f"{site.plan()}/roles")).status_code in (303, 422)
    assert (await approve(site, marte)).status_code == 303
    [(ids["duty"],)] = await site.world.sql(
        "SELECT CAST(item_id AS text) FROM item WHERE kind = 'responsibility' AND responsible_id = :who"
        " AND section_id = :s AND NOT closed LIMIT 1",
        who=site.world.accounts["leila"],
        s=site.world.sections["tiril"]["health"],
    )
    return ids | {"version": await head_of(site, ids["goal"])}


async def own(site: Site) -> Ids:
    """Roar's own plan, and he has let nobody act for him yet."""
    return await ids_in(site, "roar", who="leila")


async def together(site: Site) -> Ids:
    """Marte and Thea decide together, and what Marte has signed waits for Thea."""
    unit = await site.client("ingeborg")
    [(old,)] = await site.world.sql("SELECT mandate_id FROM mandate")
    assert (await unit.post(f"{room(site)}/mandates/{old}/ending")).status_code == 303
    for name in ("marte", "thea"):
        assert (await register(unit, site, name, alone="joint")).status_code == 303
    assert (await wish(await site.client("marte"), site, "read")).status_code == 303
    return await ids_in(site, "tiril") | {"agreement": await newest(site, "agreement")}


async def child(site: Site) -> Ids:
    """Tiril is twelve, and has kept a goal from her father."""
    await family(site.world)
    branch = await grow_branch(site.world, asked=PROFESSIONAL)
    await kept(site.world, branch.goal)
    another = await fresh_item(site, "tiril", "home")
    return await ids_in(site, "tiril", area="home") | {
        "item": str(branch.goal),
        "another": another,
        "father": str(site.world.accounts[FATHER]),
    }


async def sixteen(site: Site) -> Ids:
    """A month before Tiril decides herself."""
    await marte_goes_on(site)
    be_at(site, -30)
    return await ids_in(site, "tiril")


async def eighteen(site: Site) -> Ids:
    """A month before Tiril comes of age."""
    await tiril_decides(site)
    be_at_eighteen(site, -30)
    return await ids_in(site, "tiril")


async def paper(site: Site) -> Ids:
    """Roar has no electronic id, and a sheet was made for him to sign."""
    await on_paper(site)
    grete = await site.client("grete")
    made = await grete.post(f"{site.plan('roar')}/attestations", data=wished(site, leila="read"))
    assert made.status_code == 303, made.text
    return await ids_in(site, "roar") | {"attestation": made.headers["location"].rpartition("/")[2]}


async def birth(site: Site) -> Ids:
    """A child is born whose mother had a space of her own before, with something of her own in it."""
    mine = await expecting(site)
    await mine.write("solveig", "home", "text", {"title": "", "body": "Leiligheten er for liten"})
    plan = await born(site, await site.client("ingeborg"), mine)
    await both_consent(site, plan)
    return {"plan": str(mine.space_id), "child": str(plan.space_id)}


async def lapsed(site: Site) -> Ids:
    """Marte has sent something when her login had run out: it is set aside for her."""
    marte = await site.client("marte")
    site.clock.move(site.world.house.lifetime.idle + timedelta(seconds=1))
    answer = await marte.post(f"{site.plan()}/sections", data={"title": "Noe nytt"})
    return {"aside": answer.text.partition("/sessions/unsent/")[2][:36]}


async def closed(site: Site) -> Ids:
    """Tiril's plan is closed and in the archive; Solveig may take a copy of it."""
    marte, unit = await site.client("marte"), await site.client("ingeborg")
    assert (await marte.post(f"{site.plan()}/closing", data={"sure": "yes"})).status_code == 303
    site.clock.move(site.world.house.gate.rules.copy_after_closing.time)
    assert await tend(site.world.house.gate) == 1
    unit = await site.client("ingeborg")
    assert (await decide(unit, site)).status_code == 303
    copy = await address_of_copy(await site.client("solveig"))
    return {"plan": str(site.world.spaces["tiril"]), "opening": copy.rpartition("/")[2]}
