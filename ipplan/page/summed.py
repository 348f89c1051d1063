"""What is wrong with a form, said first: a list that takes focus, with a link to each field.

Every form marks its fields alike: `aria-describedby` names the message beside the field. So the list is made
here, from the page as it is rendered, and a new form has it without a word of its own.
"""

from collections.abc import Iterator
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
    alert = next((one for one in page if one.is_alert), None)
    messages = [one for one in page if one.is_message]
    if messages or alert:
        html = _with_list(html, page, alert, messages, escape(missing))
    return html.replace("<title>", f"<title>{escape(wrong)} ", 1)


def _with_list(
    html: str, page: list["Element"], alert: "Element | None", messages: list["Element"], missing: str
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


def _linked(page: list["Element"], message: "Element") -> str:
    """A message with its field's name, as a link to the field where there is one."""
    name, place = "", ""
    for marked in (one for one in page if message.id in one.attributes.get("aria-describedby", "").split()):
        named = marked.tag in ("fieldset", "div")
        inner = next((one for one in page if marked in one.above and one.is_field), None)
        place = (inner.id if inner else "") if named else marked.id
        label = next((one for one in page if one.names(marked)), None)
        name = label.words if label else marked.attributes.get("aria-label", "")
        break
    said = name if name.endswith(("?", ".")) else f"{name}:" if name else ""
    words = escape(f"{said} {message.words}".strip())
    return f'<a class="ds-link" href="#{escape(place)}">{words}</a>' if place else words


@dataclass(eq=False)
class Element:
    """One element: where its start tag begins and ends, and where its end tag begins."""

    tag: str
    attributes: dict[str, str]
    above: list["Element"]
    """What it stands in, the innermost first."""
    start: int
    inside: int
    end: int = 0
    said: list[str] = field(default_factory=list)

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

    def names(self, one: "Element") -> bool:
        """Whether it is what that field, or that group of fields, is called."""
        if self.tag == "legend":
            return bool(self.above) and self.above[0] is one
        return self.tag == "label" and bool(one.id) and self.attributes.get("for") == one.id


def _read(html: str) -> list[Element]:
    """All elements, in order."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self._open: list[Element] = []
        self._lines = [0, *_ends(html)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._here()
        attributes = {name: value or "" for name, value in attrs}
        one = Element(tag, attributes, self._open[::-1], start, start + len(self.get_starttag_text() or ""))
        self.found.append(one)
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
