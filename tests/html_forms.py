"""What a browser would send: the fields of a form in a page, as they stand there."""

from html.parser import HTMLParser

SILENT = {"submit", "button", "file", "reset"}


class FormReader(HTMLParser):
    """Collects the successful controls of the form with the given id."""

    def __init__(self, form_id):
        super().__init__(convert_charrefs=True)
        self.form_id, self.fields, self.found = form_id, {}, False
        self.inside = False
        self.textarea = self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and attrs.get("id") == self.form_id:
            self.inside = self.found = True
        if not self.inside or "disabled" in attrs:
            return
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in SILENT:
            is_box = attrs.get("type") in ("checkbox", "radio")
            if is_box and "checked" not in attrs:
                return
            self.fields[name] = attrs.get("value", "on" if is_box else "") or ""
        elif tag == "textarea" and name:
            self.textarea, self.fields[name] = name, ""
        elif tag == "select" and name:
            self.select, self.fields[name] = name, None
        elif tag == "option" and self.select:
            is_first = self.fields[self.select] is None
            if is_first or "selected" in attrs:
                self.fields[self.select] = attrs.get("value", "")

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            text = self.fields[self.textarea].removeprefix("\n")
            self.fields[self.textarea], self.textarea = text.replace("\n", "\r\n"), None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def fields_of(response, form_id):
    """The fields that sending the form would post; fails if the page has no such form."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    assert reader.found, f"no form #{form_id}"
    return reader.fields
