"""Making a plan of one's own: on consent, from the template, once."""

from pathlib import Path

from ipplan.config import ROOT
from tests.conftest import Ground
from tests.site import Site, open_site


async def test_a_plan_is_made_on_consent_and_only_once(site: Site) -> None:
    mehmet = await site.client("mehmet")
    asked = await mehmet.post("/plans", data={})
    assert asked.status_code == 422
    assert "Velg hva du ønsker." in asked.text
    count = "SELECT count(*) FROM space WHERE owner_id = :who"
    assert await site.world.sql(count, who=site.world.accounts["mehmet"]) == [(0,)]
    made = await mehmet.post("/plans", data={"consent": "plan"})
    assert made.status_code == 303
    shown = await mehmet.get(made.headers["location"])
    for title in ("Om meg", "Ressurser og behov", "Helse", "Skole eller arbeid", "Meldinger"):
        assert title in shown.text
    again = await mehmet.post("/plans", data={"consent": "plan"})
    assert again.status_code == 422
    assert "Det har du fra før" in again.text
    assert await site.world.sql(count, who=site.world.accounts["mehmet"]) == [(1,)]
    query = "SELECT c.kind FROM consent c JOIN space s USING (space_id) WHERE s.owner_id = :who"
    kinds = await site.world.sql(query, who=site.world.accounts["mehmet"])
    assert [row[0] for row in kinds] == ["plan"], "to share is a consent of its own, not given yet"
    leila = await site.client("leila")
    assert (await leila.get(made.headers["location"])).status_code == 404
    await mehmet.aclose()
    await leila.aclose()


async def test_who_is_too_young_to_consent_alone_is_told_where_to_go(ground: Ground, tmp_path: Path) -> None:
    rules, name = tmp_path / "rules.toml", ground.fresh()
    text = (ROOT / "ipplan/rules.toml").read_text(encoding="utf-8")
    # By such a rule everybody is a child.
    rules.write_text(text.replace("value = 16", "value = 119"), encoding="utf-8")
    async with open_site(ground.postgres, name, ground.settings(name, rules=rules)) as site:
        mehmet = await site.client("mehmet")
        refused = await mehmet.post("/plans", data={"consent": "plan"})
        assert refused.status_code == 422
        assert "Du er for ung til å samtykke alene." in refused.text
        count = "SELECT count(*) FROM space WHERE owner_id = :who"
        assert await site.world.sql(count, who=site.world.accounts["mehmet"]) == [(0,)]
        await mehmet.aclose()
    ground.drop(name)
