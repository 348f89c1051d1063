"""What is wrong with a form, said first: a list that takes focus, with a link to each field.

Every form marks its fields alike: `aria-describedby` names the message beside the field. So the list is made
here, from the page as it is rendered, and a new form has it without a word of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

TAKES_FOCUS = '<div tabindex="-1" autofocus data-summed'
ALONE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def summed_up(html: str, missing: str, wrong: str) -> str:
    """The page, or the fragment, with its list of faults.

    ``missing`` is what the list begins with where nothing says so yet; ``wrong``, what the title begins with:
    it is heard before anything else.
    """
    page = _read(html)
    alert = next((one for one in page.found if one.is_alert), None)
    messages = [one for one in page.found if one.is_message]
    if messages or alert:
        html = _with_list(html, page, alert, messages, escape(missing))
    return html.replace("<title>", f"<title>{escape(wrong)} ", 1)


def _with_list(
    html: str, page: "_Reader", alert: "Element | None", messages: Sequence["Element"], missing: str
) -> str:
    rows = "".join(f"<li>{_linked(page, one)}</li>" for one in messages)
    rows = f'<ul class="ds-list">{rows}</ul>' if rows else ""
    if alert:
        begun = html[: alert.start] + TAKES_FOCUS + html[alert.start + len("<div") : alert.end]
        return begun + rows + html[alert.end :]
    form = next((one for one in messages[0].above if one.tag == "form"), messages[0])
    here = form.inside if form.tag == "form" else form.start
    made = f'{TAKES_FOCUS} class="ds-alert" data-color="danger" role="alert">'
    made += f'<p class="ds-paragraph">{missing}</p>{rows}</div>'
    return html[:here] + made + html[here:]


def _linked(page: "_Reader", message: "Element") -> str:
    """A message with its field's name, as a link to the field where there is one."""
    name, place, marked = "", "", page.described.get(message.id)
    if marked is not None:
        named = marked.tag in ("fieldset", "div")
        place = _first_field(page.found, marked) if named else marked.id
        label = page.labels.get(marked.id) or next(
            (one for one in page.found if one.is_legend_of(marked)), None
        )
        name = label.words if label else marked.attributes.get("aria-label", "")
    said = name if name.endswith(("?", ".")) else f"{name}:" if name else ""
    words = escape(f"{said} {message.words}".strip())
    return f'<a class="ds-link" href="#{escape(place)}">{words}</a>' if place else words


def _first_field(page: Sequence["Element"], group: "Element") -> str:
    found = (one.id for one in page if group.start < one.start < group.end and one.is_field)
    return next(found, "")


@dataclass(eq=False)
class Element:
    """One element: where its start tag begins and ends, and where its end tag begins."""

    tag: str
    attributes: dict[str, str]
    within: "Element | None"
    """What it stands in."""
    start: int
    inside: int
    end: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def above(self) -> Iterator["Element"]:
        """All that it stands in, the innermost first."""
        one = self.within
        while one is not None:
            yield one
            one = one.within

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def words(self) -> str:
        return " ".join("".join(self.said).split())

    @property
    def is_message(self) -> bool:
        kind = self.attributes.get("class", "").split()
        return "ds-validation-message" in kind and "hidden" not in self.attributes and bool(self.words)

    @property
    def is_alert(self) -> bool:
        return self.tag == "div" and self.attributes.get("role") == "alert"

    @property
    def is_field(self) -> bool:
        return self.tag in ("input", "select", "textarea") and self.attributes.get("type") != "hidden"

    def is_legend_of(self, group: "Element") -> bool:
        return self.tag == "legend" and self.within is group


def _read(html: str) -> "_Reader":
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader


class _Reader(HTMLParser):
    """All elements in order; and the first that each message describes, and each field's label, by id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.described: dict[str, Element] = {}
        self.labels: dict[str, Element] = {}
        self._open: list[Element] = []
        self._lines = [0, *_ends(html)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        attributes = {name: value or "" for name, value in attrs}
        within = self._open[-1] if self._open else None
        one = Element(tag, attributes, within, start, start + len(self.get_starttag_text() or ""))
        self.found.append(one)
        for message in attributes.get("aria-describedby", "").split():
            self.described.setdefault(message, one)
        if tag == "label" and attributes.get("for"):
            self.labels.setdefault(attributes["for"], one)
        if tag not in ALONE:
            self._open.append(one)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while (last := self._open.pop()).tag != tag:
                last.end = self._here()
            last.end = self._here()

    def handle_data(self, data: str) -> None:
        for one in self._open[-3:]:
            if one.tag in ("p", "label", "legend"):
                one.said.append(data)

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _ends(html: str) -> Iterator[int]:
    at = 0
    while at := html.find("\n", at) + 1:
        yield at
