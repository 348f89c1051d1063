"""The texts that are consented to: what has been shown is never changed, and each language has the newest."""

from ipplan.gate.consents import ALL, NEWEST, newest, text_for, text_of
from ipplan.language import SOURCE, languages

SHOWN = {
    ("plan", 1, "nb", "edf4f242b85340b1"),
    ("plan", 1, "nn", "87eb2db7db42251c"),
    ("plan", 1, "en", "c0f8a6651ffa5d0d"),
    ("plan", 1, "nb-x-easy", "19f0597b6ae7c6fe"),
    ("coordination", 1, "nb", "009afb977db2f676"),
    ("coordination", 1, "nn", "cdab41835f33dc28"),
    ("coordination", 1, "en", "e3b82e245bd275bc"),
    ("coordination", 1, "nb-x-easy", "3171ac50f0a2db2b"),
    ("expecting", 1, "nb", "832f93466e47d327"),
    ("expecting", 1, "nn", "f1f50bafed1da68b"),
    ("expecting", 1, "en", "88a20f8d79903ad2"),
    ("expecting", 1, "nb-x-easy", "e1e1907469a32baa"),
    ("sharing", 1, "nb", "2169d13832cc060f"),
    ("sharing", 1, "nn", "8349aee60fc353a1"),
    ("sharing", 1, "en", "8f509bc0daa2730f"),
    ("sharing", 1, "nb-x-easy", "b6753b7c3d469324"),
    ("sharing-coordination", 1, "nb", "eed18e8b4b792079"),
    ("sharing-coordination", 1, "nn", "369be6f14a118ad6"),
    ("sharing-coordination", 1, "en", "d905eaf5831d1205"),
    ("sharing-coordination", 1, "nb-x-easy", "a97880990b48249e"),
    ("crisis", 1, "nb", "54d98aa644e08ac0"),
    ("crisis", 1, "nn", "33ce51850095ad51"),
    ("crisis", 1, "en", "fe72086df138a78d"),
    ("crisis", 1, "nb-x-easy", "c9eb839850fac45c"),
}
"""Text, version, language and the beginning of its hash: people's signatures rest on these very letters."""


def test_a_text_that_has_been_shown_is_never_changed_and_never_taken_away() -> None:
    there = {(one.text_id, one.version, one.language, one.sha256[:16]) for one in ALL}
    assert there == SHOWN, "another wording is a new version, with lines of its own"
    assert len({one.sha256 for one in ALL}) == len(ALL)
    assert all(text_of(one.sha256) == one for one in ALL)


def test_each_text_is_there_in_every_language_that_pages_are_and_in_short_words() -> None:
    for text_id in NEWEST:
        for language in ("nb", "nn", "en", "nb-x-easy"):
            text = newest(text_id, language)
            assert (text.language, text.number) == (language, (text_id, NEWEST[text_id]))
    assert {"nb", "nn", "en"} <= set(languages())


def test_who_reads_another_language_reads_bokmaal_or_her_own_in_its_ordinary_words() -> None:
    assert newest("plan", "se").language == SOURCE
    assert newest("plan", "nn-x-easy").language == "nn"


def test_what_is_signed_is_what_stood_on_the_page() -> None:
    shown = newest("sharing", "nn")
    assert text_for("sharing", "plan", "en", shown.sha256) == shown
    assert text_for("sharing", "plan", "en", "0" * 64).language == "en"
    other = newest("plan", "nn").sha256
    assert text_for("sharing", "plan", "en", other).number == ("sharing", 1), "another text is none of it"
    assert text_for("sharing", "coordination", "en", shown.sha256).text_id == "sharing-coordination"
    assert shown.read_in("en") == newest("sharing", "en")
