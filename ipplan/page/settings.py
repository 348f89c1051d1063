"""One's own settings: language, and how pages look and are read. The language alone anybody may choose."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.language import N_, SOURCE, languages, plain
from ipplan.login.transaction import local_path
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import LANGUAGE_COOKIE, language_of, page, see_other
from ipplan.page.who import signed_in, who_of
from ipplan.store.preferences import OPTIONS, Preferences, choose_language, choose_preferences

YEAR = 365 * 24 * 3600
CHOOSE = N_("Velg ett av valgene.")
QUESTIONS: Mapping[str, str] = {
    "reading": N_("Hvordan vil du lese?"),
    "text_size": N_("Hvor store bokstaver?"),
    "colours": N_("Lyst eller mørkt?"),
    "contrast": N_("Hvor tydelige farger?"),
    "motion": N_("Skal noe bevege seg?"),
    "announce": N_("Skal skjermleseren si fra når andre endrer noe?"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "reading": {"plain": N_("Vanlig"), "easy": N_("Lettlest: korte ord, store bokstaver og tegn")},
    "text_size": {"normal": N_("Vanlige"), "large": N_("Store"), "larger": N_("Enda større")},
    "colours": {"auto": N_("Som på enheten min"), "light": N_("Lyst"), "dark": N_("Mørkt")},
    "contrast": {"auto": N_("Som på enheten min"), "more": N_("Ekstra tydelige")},
    "motion": {"auto": N_("Som på enheten min"), "less": N_("Minst mulig")},
    "announce": {"on": N_("Ja"), "off": N_("Nei")},
}


@signed_in
async def show(request: Request) -> Response:
    """One's own choices."""
    chosen = asdict(who_of(request).session.preferences) | {"language": plain(language_of(request))}
    return _page(request, chosen, {})


@signed_in
async def save(request: Request) -> Response:
    """Let them stand, on every device; what the form does not name stays as it was.

    ``back``: a page of ours that asked for some of them, and goes on from there.
    """
    house, who, typed = house_of(request), who_of(request), await typed_in(request)
    before = asdict(who.session.preferences) | {"language": plain(who.language)}
    chosen = {name: typed.get(name, value) for name, value in before.items()}
    allowed = {**OPTIONS, "language": tuple(languages())}
    wrong = {name: CHOOSE for name, value in chosen.items() if value not in allowed[name]}
    if wrong:
        return _page(request, chosen, wrong)
    language = chosen.pop("language")
    async with house.database.begin() as tx:
        await choose_language(tx, who.account_id, language)
        await choose_preferences(tx, who.account_id, Preferences(**chosen), house.clock.now())
    return _remembered(house, see_other(local_path(typed.get("back", "/settings?saved=1"))), language)


async def language(request: Request) -> Response:
    """Another language from here on, also for who has not logged in; what is none of ours changes nothing."""
    house, typed, who = house_of(request), await typed_in(request), request.scope["who"]
    answer = see_other(local_path(typed.get("back", "/")))
    if (chosen := typed.get("language", "")) not in languages():
        return answer
    if who:
        async with house.database.begin() as tx:
            await choose_language(tx, who.account_id, chosen)
    return _remembered(house, answer, chosen)


def _remembered(house: House, answer: Response, language: str) -> Response:
    """The browser is told too: the next login page speaks it."""
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=house.settings.secure
    )
    return answer


def _page(request: Request, chosen: Mapping[str, Any], errors: Mapping[str, str]) -> Response:
    return page(
        request,
        "settings/show.html",
        422 if errors else 200,
        questions=QUESTIONS,
        words=WORDS,
        chosen=chosen,
        errors=errors,
        source=SOURCE,
        saved="saved" in request.query_params,
    )
