"""Templates: one environment per language, every string through gettext, every value escaped."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import escape

from ipplan.assets import address
from ipplan.glossary import GLOSSARY
from ipplan.language import N_, is_easy, locale_of, plain, translations
from ipplan.plan.appointments import rule_of
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.called import CALLED
from ipplan.plan.filetypes import TYPES
from ipplan.plan.forms import read_day
from ipplan.plan.kinds import KINDS
from ipplan.plan.kinds.asking import WEEKDAYS
from ipplan.plan.periods import OSLO, last_day_of


class Renderer:
    """Renders templates/<noun>/<name>.html."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates

    def __call__(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """The template's text in ``language``."""
        return _environment(self._templates, language).get_template(template).render(values)

    def words(self, language: str, message: str) -> str:
        """One message in ``language``."""
        return str(translations(language).gettext(message))


@lru_cache
def _environment(templates: Path, language: str) -> Environment:
    # Kept for the process: whoever opens a second house finds the templates compiled.
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(*_messages(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        SIGNS=_signs(templates), KINDS=KINDS, AREA_NAMES=AREA_NAMES, CALLED=CALLED, WEEKDAYS=WEEKDAYS
    )
    environment.globals["GLOSSARY"] = GLOSSARY
    environment.globals.update(language=plain(language), easy=is_easy(language))
    environment.globals.update(static=partial(address, templates.parent / "static"))
    environment.filters.update(
        day=lambda value: day_in_words(value, language),
        short_day=lambda value: day_in_words(value, language, SHORT_DAY),
        moment=lambda value: moment_in_words(value, language),
        span=lambda when: span_in_words(when.starts_at, when.ends_at, language),
        hours=lambda when: hours_in_words(when.starts_at, when.ends_at, language),
        times=times_in_words,
        answer=lambda value, asked: answer_in_words(value, asked, language),
        weekday=lambda value: day_in_words(value, language, WEEKDAY),
        weekday_alone=lambda value: day_in_words(value, language, "EEEE"),
        month=lambda value: day_in_words(value, language, "LLLL y"),
        clock=lambda value: day_in_words(value, language, CLOCK),
        paragraphs=_paragraphs,
        rule=rule_of,
        initials=_initials,
        last_day=lambda value: day_in_words(last_day_of(value), language),
        dialled=_dialled,
        bytes=lambda value: _bytes_in_words(int(value or 0), language),
        file_type=lambda media_type: TYPES[media_type].word if media_type in TYPES else "",
        mailed=_mailed,
        days_left=lambda end, today: (last_day_of(end) - today).days,
    )
    return environment


def _signs(templates: Path) -> frozenset[str]:
    """Of what there is a picture beside the words; none where templates stand alone."""
    drawn = templates.parent / "static/signs.svg"
    return frozenset(re.findall(r'<symbol id="(\w+)"', drawn.read_text())) if drawn.exists() else frozenset()


def _messages(language: str) -> tuple[Callable[..., str], Callable[..., str]]:
    """Looking messages up. Jinja takes a message for markup: ours are text, and are escaped like all text.

    Else what somebody wrote would run in the reader's browser wherever a template looked it up by mistake.
    """
    known = translations(language)

    @pass_eval_context
    def one(context: EvalContext, message: str) -> str:
        return _text(context, known.gettext(message))

    @pass_eval_context
    def many(context: EvalContext, single: str, plural: str, number: int) -> str:
        return _text(context, known.ngettext(single, plural, number))

    return one, many


def _text(context: EvalContext, message: str) -> str:
    return escape(message) if context.autoescape else message


# How a day is written is for each language to say: messages like others, in the letters of Unicode (TR 35).
DAY = N_("d. MMMM y")
SHORT_DAY = N_("d. MMM")
WEEKDAY = N_("EEEE d. MMMM y")
MOMENT = N_("d. MMMM y 'kl.' HH:mm")
CLOCK = N_("HH.mm")
AT = N_("kl.")


@lru_cache(maxsize=4096)
def day_in_words(value: date | datetime, language: str, shape: str = DAY) -> str:
    """A day, or a moment as it is in Oslo, in the shape that the language has for it."""
    known = translations(language).gettext(shape)
    if isinstance(value, datetime):
        return str(format_datetime(value.astimezone(OSLO), known, locale=locale_of(language)))
    return str(format_date(value, known, locale=locale_of(language)))


def moment_in_words(value: datetime, language: str) -> str:
    return day_in_words(value, language, MOMENT)


def span_in_words(start: datetime, end: datetime, language: str) -> str:
    """From when until when; the day is said once where it is one."""
    first, last = start.astimezone(OSLO), end.astimezone(OSLO)
    if first.date() == last.date():
        return f"{moment_in_words(start, language)}–{last:%H:%M}"
    return f"{moment_in_words(start, language)} – {moment_in_words(end, language)}"


def hours_in_words(start: datetime, end: datetime, language: str) -> str:
    """The same without the first day: what stands after its weekday and date."""
    first, last = start.astimezone(OSLO), end.astimezone(OSLO)
    at = translations(language).gettext(AT)
    if first.date() == last.date():
        return f"{at} {first:%H:%M}–{last:%H:%M}"
    return f"{at} {first:%H:%M} – {moment_in_words(end, language)}"


def times_in_words(span: tuple[datetime, datetime]) -> str:
    """From which time of day until which, in Oslo; what has no end has no other time."""
    first, last = (one.astimezone(OSLO) for one in span)
    return f"{first:%H:%M}" if first == last else f"{first:%H:%M}–{last:%H:%M}"


def answer_in_words(value: str, asked: Mapping[str, Any], language: str) -> str:
    """What was answered where not words are asked for: a choice, days of the week, a date. Else as it is."""
    widget, word = asked["widget"], asked["options"].get(value)
    if word:
        return str(translations(language).gettext(word))
    if widget == "weekdays" and set(value.split()) <= set(WEEKDAYS):
        return ", ".join(str(translations(language).gettext(WEEKDAYS[one])) for one in value.split())
    if widget == "day" and (day := read_day(value)):
        return day_in_words(day, language)
    return value


def _bytes_in_words(size: int, language: str) -> str:
    """A file's size as people say it."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))} kB"
    return f"{format_decimal(size / 1_000_000, '0.#', locale=locale_of(language))} MB"


def _paragraphs(text: str) -> list[list[str]]:
    """Paragraphs (set apart by blank lines) of lines."""
    return [block.strip("\n").split("\n") for block in text.split("\n\n") if block.strip()]


def _dialled(words: str) -> str:
    """A telephone number as a link has it; empty for whatever else somebody wrote."""
    digits = words.replace(" ", "")
    return digits if re.fullmatch(r"\+?[0-9]{3,15}", digits) else ""


def _mailed(words: str) -> str:
    """A plain address as a link has it; empty for whatever else somebody wrote."""
    return words if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", words, re.ASCII) else ""


def _initials(name: str) -> str:
    parts = name.split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()
