"""What a person reads in an answer: forms to fill in, and all its words, wherever they are."""

import io
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    """What a browser may send for one control of a form."""

    name: str
    value: str
    kind: str
    is_on: bool = False
    options: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page: where each is sent to, how, and its fields with their values."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms = []
        self.inside = None

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "form":
            action, method = attrs.get("action", ""), attrs.get("method", "get").lower()
            self.forms.append({"action": action, "method": method, "fields": [], "files": []})
        elif not self.forms:
            return
        elif tag == "option":
            self._choose(attrs)
        elif name := attrs.get("name"):
            if attrs.get("type") == "file":
                self.forms[-1]["files"].append(name)
            elif tag in ("input", "textarea", "select", "button"):
                kind = attrs.get("type", "text") if tag == "input" else tag
                on = "checked" in attrs
                self.forms[-1]["fields"].append(Field(name, attrs.get("value", ""), kind, on))
                self.inside = tag if tag in ("textarea", "select") else None

    def _choose(self, attrs):
        if self.inside == "select":
            chosen = self.forms[-1]["fields"][-1]
            chosen.options.append(attrs.get("value", ""))
            if "selected" in attrs or not chosen.value:
                chosen.value = attrs.get("value", "")

    def handle_data(self, data):
        if self.inside == "textarea":
            self.forms[-1]["fields"][-1].value += data

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None


def forms_in(response):
    if response.status_code not in (200, 422) or "html" not in response.get("Content-Type", ""):
        return []
    reader = Forms()
    reader.feed(response.content.decode(errors="replace"))
    return reader.forms


def words_of(response):
    """Everything the answer says: its headers and body, and what is packed into it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers.encode(errors="replace") + b"\n" + b"\n".join(unpacked(body))


def unpacked(body, depth=0):
    yield body
    packed = io.BytesIO(body)
    if body[:2] == b"PK" and depth < 3 and zipfile.is_zipfile(packed):
        with zipfile.ZipFile(packed) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name), depth + 1)
    elif body[:4] == b"%PDF" and len(body) > 1000:
        yield from _words_of_pdf(body)


def _words_of_pdf(body):
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(body))
    yield repr(dict(reader.metadata or {})).encode()
    for page in reader.pages:
        yield page.extract_text().encode(errors="replace")
