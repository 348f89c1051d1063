"""What is wrong with a form is said first, with a link to each field, whatever the page looks like."""

import pytest

from ipplan.page.summed import summed_up
from tests.site import Site

FORM = """<title>Ny del</title><main><h1>Ny del</h1>
<form method="post">{alert}
<label for="navn">Navn <span>(tomt)</span></label>
<p id="hint">Kort.</p><input id="navn" aria-describedby="hint navn-error" aria-invalid="true">
<p class="ds-validation-message" id="navn-error">Skriv noe &amp; lagre.</p>
<fieldset aria-describedby="svar-error"><legend>Hva sier du?</legend>
<input type="hidden" id="skjult" name="x"><input type="radio" id="ja"><label for="ja">Ja</label>
<p class="ds-validation-message" id="svar-error">Velg noe.</p></fieldset>
<p class="ds-validation-message" id="fil-error" hidden>For stor.</p>
</form></main>"""
LIST = (
    '<ul class="ds-list"><li><a class="ds-link" href="#navn">Navn (tomt): Skriv noe &amp; lagre.</a></li>'
    '<li><a class="ds-link" href="#ja">Hva sier du? Velg noe.</a></li></ul></div>'
)


def test_a_form_without_a_word_gets_its_list_within() -> None:
    made = summed_up(FORM.format(alert=""), "Noe mangler.", "Feil:")
    head = '<form method="post"><div tabindex="-1" autofocus data-summed class="ds-alert"'
    words = ' data-color="danger" role="alert"><p class="ds-paragraph">Noe mangler.</p>'
    assert head + words + LIST in made
    assert made.startswith("<title>Feil: Ny del</title>")


def test_what_the_page_says_already_is_not_said_twice() -> None:
    alert = '<div class="ds-alert" role="alert"><p>Ikke <b>sendt</b>.</p></div>'
    made = summed_up(FORM.format(alert=alert), "Noe mangler.", "Feil:")
    assert '<div tabindex="-1" autofocus data-summed class="ds-alert" role="alert"><p>Ikke <b>' in made
    assert f"</b>.</p>{LIST}" in made
    assert "Noe mangler" not in made


@pytest.mark.parametrize("html", ["", "<p>Hei</p>", "<form></form>", "<p class='ds-validation-message'></p>"])
def test_where_nothing_is_wrong_nothing_is_said(html: str) -> None:
    assert summed_up(html, "Noe mangler.", "Feil:") == html


@pytest.mark.parametrize("hx", [False, True])
async def test_a_page_and_a_part_of_one_have_it_alike(shared: Site, hx: bool) -> None:
    marte = await shared.client("marte")
    typed = {"kind": "goal", "item": "0b6cfe9a-8a4c-4b55-8d35-2b3c1a0f8f11", "title": "<b>" * 99}
    answer = await marte.post(
        f"{shared.section('health')}/items", data=typed, headers={"hx-request": "true"} if hx else {}
    )
    assert answer.status_code == 422
    assert answer.text.count("data-summed") == 1
    assert ">Målet: Teksten er for lang." in answer.text
    assert "<b>" not in answer.text, "what was typed stays text"
