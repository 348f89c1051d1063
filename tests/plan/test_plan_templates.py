"""Plan templates: all of one shape, in both languages; a bad file is told of plainly, at start."""

from pathlib import Path

import pytest

from ipplan.config import Settings, SettingsTrouble
from ipplan.plan.areas import AREAS
from ipplan.plan.plan_templates import FOLDER, Name, PlanTemplate, Told, read_plan_templates
from ipplan.server import run_server

SHIPPED = read_plan_templates(None).common
SITUATIONS = {"child-disability", "mental-health", "substance-use", "rehabilitation", "youth-to-adult"}


def test_there_is_one_for_each_life_situation() -> None:
    assert set(SHIPPED) == SITUATIONS


@pytest.mark.parametrize("template", SHIPPED.values(), ids=list(SHIPPED))
def test_each_has_all_rooms_in_both_languages_and_says_what_may_stand_there(template: PlanTemplate) -> None:
    assert {one.area for one in template.room} == set(AREAS)
    assert len({one.title.nb for one in template.room}) == len({one.title.nn for one in template.room})
    for room in template.room:
        assert (room.prompt is None) == (room.area == "messages"), room.area
        said_here: list[Told | Name] = [*room.goals, *([room.prompt] if room.prompt else [])]
        for said in said_here:
            assert said.nb != said.nn, f"{said.nb} is not translated"
            assert not {"ikke", "jeg", "hva", "hvordan"} & set(said.nn.lower().split()), said.nn
    assert sum(len(room.goals) for room in template.room) >= 5


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('area = "about"', 'area = "secret"', "områdene finnes ikke: secret"),
        ('area = "health"', 'area = "home"', "et område står to ganger"),
        ('area = "network"', 'area = "kommune"', "områdene finnes ikke"),
        (', nn = "Barn med funksjonsnedsetjing"', "", "name.nn"),
        ("[about]", "[abot]", "about"),
        ('id = "child-disability"', "id = child", "kan ikke leses"),
    ],
)
def test_a_bad_file_is_told_of_before_anything_starts(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = (FOLDER / "child-disability.toml").read_text(encoding="utf-8")
    assert before in text
    folder = tmp_path / "fjordvik"
    folder.mkdir()
    (folder / "egen.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SettingsTrouble, match=r"egen\.toml") as told:
        read_plan_templates(tmp_path)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_server_does_not_start_on_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsTrouble, match="finnes ikke"):
        run_server(Settings(env="test", keys=tmp_path, templates=tmp_path / "nowhere"))


def test_a_municipality_has_its_own_beside_the_common_ones(tmp_path: Path) -> None:
    text = (FOLDER / "rehabilitation.toml").read_text(encoding="utf-8")
    (tmp_path / "fjordvik").mkdir()
    own = text.replace("Trening og behandling", "Opptrening på Fjordvik")
    (tmp_path / "fjordvik" / "rehabilitering.toml").write_text(own, encoding="utf-8")
    (tmp_path / "alle.toml").write_text(
        text.replace('id = "rehabilitation"', 'id = "heart"'), encoding="utf-8"
    )
    found = read_plan_templates(tmp_path)
    assert set(found.of("fjordvik")) == set(found.of("nabovik")) == SITUATIONS | {"heart"}
    titles = [
        found.of(one)["rehabilitation"].rooms_of("plan")["health"].title.nb for one in ("fjordvik", "nabovik")
    ]
    assert titles == ["Opptrening på Fjordvik", "Trening og behandling"]


def test_two_files_of_one_id_in_a_folder_are_one_too_many(tmp_path: Path) -> None:
    text = (FOLDER / "rehabilitation.toml").read_text(encoding="utf-8")
    for name in ("en", "to"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsTrouble, match="rehabilitation også"):
        read_plan_templates(tmp_path)
