"""Cards about the owner, her needs and services: where they may stand, and how they read elsewhere."""

from uuid import uuid4

from tests.page.asking import Answer
from tests.page.before_birth import space_of
from tests.site import Site


async def test_a_service_moves_between_its_areas_and_nothing_else_leaves_its_own(site: Site) -> None:
    marte, plan = await site.client("marte"), await space_of(site, site.world.spaces["tiril"])
    service = await plan.write(
        "marte", "needs", "service", {"title": "Avlastning", "body": "Hver tredje helg."}
    )
    need = await plan.write("marte", "needs", "need", {"life_area": "home", "now": "Trangt."})
    here = f"{plan.section('needs')}/items"
    offered = (await marte.get(f"{here}/{service}/history")).text
    assert f'value="{plan.sections["network"]}"' in offered
    assert f'value="{plan.sections["health"]}"' not in offered
    assert "Flytt til en annen del" not in (await marte.get(f"{here}/{need}/history")).text
    refused = Answer.of(await marte.get(f"/plans/{uuid4()}"))
    for item, area in ((service, "health"), (need, "network"), (need, "about")):
        move = await marte.post(f"{here}/{item}/move", data={"to": str(plan.sections[area])})
        assert Answer.of(move) == refused
    moved = await marte.post(f"{here}/{service}/move", data={"to": str(plan.sections["network"])})
    assert moved.status_code == 303
    assert "Hver tredje helg." in (await marte.get(f"{plan.section('network')}/page")).text


async def test_a_choice_reads_as_words_wherever_it_is_told(site: Site) -> None:
    marte, plan = await site.client("marte"), await space_of(site, site.world.spaces["tiril"])
    need = await plan.write("marte", "needs", "need", {"life_area": "mobility", "now": "Bratt."})
    path = f"{plan.section('needs')}/items/{need}"
    head = (await site.world.sql("SELECT head FROM item WHERE item_id = :i", i=need))[0][0]
    form = {"kind": "need", "base": str(head), "life_area": "leisure", "now": "Bratt."}
    assert (await marte.post(path, data=form)).status_code == 303
    history = (await marte.get(f"{path}/history")).text
    assert "Å komme seg rundt" in history
    assert "Fritid" in history
    assert "mobility" not in history
    # Somebody who began from the first sees both texts, in words.
    conflict = await marte.post(path, data=form | {"life_area": "home", "now": "Trangt."})
    assert conflict.status_code == 409
    for said in ("theirs", "mine"):
        assert f'data-text="{said}">{"Fritid" if said == "theirs" else "Hjemmet"}<' in conflict.text
    wrong = await marte.post(path, data=form | {"life_area": "the moon", "now": "Det jeg skrev."})
    assert wrong.status_code == 422
    assert "Velg ett av valgene." in wrong.text
    assert "Det jeg skrev." in wrong.text


async def test_nobody_writes_of_the_owner_where_it_has_no_place(site: Site) -> None:
    marte, plan = await site.client("marte"), await space_of(site, site.world.spaces["tiril"])
    refused = Answer.of(await marte.get(f"/plans/{uuid4()}"))
    for kind, area in (("important", "health"), ("need", "about"), ("service", "about"), ("hard", "needs")):
        assert Answer.of(await marte.get(f"{plan.section(area)}/items/new?kind={kind}")) == refused
        form = {"kind": kind, "item": str(uuid4()), "title": "A", "body": "A", "life_area": "home"}
        assert Answer.of(await marte.post(f"{plan.section(area)}/items", data=form)) == refused
