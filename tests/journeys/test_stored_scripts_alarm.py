"""The alarm of the stored scripts goes off: a site on which one single value is not escaped is found out."""

import asyncio
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser

from ipplan.plan.kinds import KINDS
from tests.conftest import Ground
from tests.journeys.hostile_stage import staged


@pytest.mark.parametrize(
    ("template", "escaped", "kind"),
    [
        ("item/_goal.html", "{{ node.content.title }}", "goal"),
        ("item/_node.html", "{{ row }}", "comment"),
        ("section/_fragment.html", "{{ outline.title }}</h2>", "section"),
    ],
)
async def test_the_alarm_goes_off_where_one_field_is_not_escaped(
    ground: Ground, browser: Browser, tmp_path: Path, template: str, escaped: str, kind: str
) -> None:
    web = _spoiled(ground, tmp_path, template, escaped)
    async with staged(ground, browser, web=web) as stage:
        assert stage.alarm.told == [], "all is well before anything is written"
        if kind == "section":
            await stage.pen.name_sections(KINDS[kind])
        else:
            await stage.pen.write(KINDS[kind])
        await asyncio.wait_for(stage.alarm.rang.wait(), 20)
        # Nothing is asked of the page any more: what got in may have led it elsewhere.


def _spoiled(ground: Ground, folder: Path, template: str, escaped: str) -> Path:
    """The site's web folder, with one template in which one value is taken for markup."""
    own = ground.settings("none").web
    shutil.copytree(own / "templates", folder / "templates")
    (folder / "static").symlink_to(own / "static")
    path = folder / "templates" / template
    text = path.read_text(encoding="utf-8")
    assert escaped in text
    spoiled = text.replace(escaped, escaped.replace(" }}", " | safe }}"))
    path.write_text(spoiled, encoding="utf-8")
    return folder
