"""A memory keeps so many values, and so much of them; what was used last stays longest."""

from pathlib import Path

from ipplan.memory import Memory
from ipplan.page.screen import fragments
from ipplan.page.screen.fragments import Fragments
from ipplan.render import Renderer


def test_what_was_used_least_recently_goes_first() -> None:
    memory: Memory[str, int] = Memory(2)
    for number, name in enumerate("ab", start=1):
        assert memory.put(name, number) == number
    assert memory.get("a") == 1
    memory.put("c", 3)
    assert [memory.get(name) for name in "abc"] == [1, None, 3]


def test_heavy_values_leave_less_room() -> None:
    memory: Memory[str, str] = Memory(100, most=10, weigh=len)
    memory.put("a", "xxxx")
    memory.put("b", "xxxx")
    memory.put("a", "x")
    memory.put("c", "xxxxx")
    assert [memory.get(name) for name in "abc"] == ["x", "xxxx", "xxxxx"], "ten together"
    memory.put("d", "x")
    assert [memory.get(name) for name in "abcd"] == [None, "xxxx", "xxxxx", "x"]
    assert memory.put("e", "x" * 11) == "x" * 11
    assert [memory.get(name) for name in "bcde"] == [None] * 4, "too heavy to be kept at all"
    memory.put("f", "x" * 10)
    assert memory.get("f"), "what is forgotten weighs nothing"


def test_versions_of_a_long_section_that_nobody_asks_for_again_are_forgotten(tmp_path: Path) -> None:
    long = 200_000
    (tmp_path / "part.html").write_text("{{ words }}")
    made = Fragments(Renderer(tmp_path), b"key")
    for number in range(2 * fragments.MOST // long):
        values = {"words": f"{number} " + "x" * long}
        made.named("part", "part.html", "nb", values, key=(number,))
    first = made.named("part", "part.html", "nb", {"words": "another"}, key=(0,))
    assert "another" in first.html, "forgotten, and made anew"
    last = made.named("part", "part.html", "nb", {"words": "another"}, key=(number,))
    assert "another" not in last.html, "remembered"
