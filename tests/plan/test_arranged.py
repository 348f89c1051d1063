"""How a section shows what it holds: in groups, and nothing is left out."""

from types import SimpleNamespace
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.areas import AREAS
from ipplan.plan.arranged import arranged
from ipplan.plan.kinds import KINDS
from ipplan.plan.kinds.about import COLOURS, LIFE_AREAS
from ipplan.plan.outline import Node


def node(kind: str, **content: str) -> Node:
    return cast("Node", SimpleNamespace(kind=kind, content=content))


ANY_NODE = st.builds(
    lambda kind, area, colour: node(kind, life_area=area, colour=colour),
    st.sampled_from([one.name for one in KINDS.values() if one.alone]),
    st.sampled_from([*LIFE_AREAS, "", "gone"]),
    st.sampled_from([*COLOURS, "", "blue"]),
)


@given(st.sampled_from([*AREAS, "other"]), st.lists(ANY_NODE))
def test_everything_is_shown_once_whatever_it_was_chosen_to_be(area: str, nodes: list[Node]) -> None:
    shown = [one for group in arranged(area, nodes) for one in group.nodes]
    assert sorted(map(id, shown)) == sorted(map(id, nodes))


def test_colours_stand_from_green_to_red_and_needs_by_life_area() -> None:
    hard = [node("hard", colour=one) for one in ("red", "green", "yellow")]
    (group,) = arranged("about", hard)
    assert [one.content["colour"] for one in group.nodes] == ["green", "yellow", "red"]
    needs = [
        node("text"),
        node("need", life_area="health"),
        node("service"),
        node("need", life_area="everyday"),
    ]
    assert [one.word for one in arranged("needs", needs)] == ["Hverdagen", "Helse", "Tjenester rundt meg", ""]
    about = [node("important"), node("text")]
    assert [one.key for one in arranged("about", about)] == ["", "important"], "who she is comes first"
