"""The nine contents: what one check says rests on what its reader sees, and on nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.contents import checks
from ipplan.plan.kinds import KINDS
from ipplan.plan.news import first_words
from ipplan.rules import standard

NINE = standard().content
WORDS = sorted({word for one in NINE.values() for group in one.needs for word in group})
FACTS = st.dictionaries(st.sampled_from(WORDS), st.just("#here"))


def test_there_are_nine_each_with_its_source_and_every_field_they_name_is_there() -> None:
    assert len(NINE) == 9
    assert all(one.source and one.nb != one.nn for one in NINE.values())
    fields = {f"{kind.name}.{one.name}" for kind in KINDS.values() for one in kind.questions}
    for word in WORDS:
        assert "." not in word or word in fields, word
        assert not word.startswith("kind:") or word.removeprefix("kind:") in KINDS


@given(FACTS)
def test_only_who_decides_for_all_of_it_is_told_that_something_is_missing(facts: dict[str, str]) -> None:
    others, own = (checks(NINE.values(), facts, sees_all=all_of_it) for all_of_it in (False, True))
    assert [one.content for one in others] == [one.content for one in own]
    for other, one in zip(others, own, strict=True):
        assert (other.state, one.state) in {("there", "there"), ("unseen", "missing")}
        whole = all(any(word in facts for word in group) for group in one.content.needs)
        assert (one.state == "there") == whole
        assert other.lacks == ()
        assert other.state == "there" or other.path is None
        assert bool(one.lacks) == (one.state == "missing")


@given(st.text("aø ,.\n…", max_size=250), st.integers(5, 200))
def test_first_words_are_short_and_on_one_line(text: str, longest: int) -> None:
    said = first_words(text, longest)
    assert len(said) <= longest
    assert said == " ".join(said.split())
    assert said.rstrip("…") in " ".join(text.split())
