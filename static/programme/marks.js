// Marks of Markdown put around or before what is selected, so that the browser can undo them like typing.

// A browser puts a text in line by line, and each line takes longer than the one before: 4,000 lines took 20 seconds.
const MOST_LINES = 400;

export const put = (field, start, end, words, from = start + words.length, to = from) => {
  field.focus();
  field.setSelectionRange(start, end);
  const isLong = words.split("\n").length > MOST_LINES;
  // Nothing else keeps the browser's own undo; where it is missing the text changes all the same.
  if (isLong || !document.execCommand(words ? "insertText" : "delete", false, words)) {
    field.setRangeText(words, start, end, "end");
    field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "typed" }));
  }
  field.setSelectionRange(from, to);
};

const selected = (field) => {
  const { selectionStart: start, selectionEnd: end, value } = field;
  return { start, end, value, words: value.slice(start, end) };
};

// Bold and italic: each paragraph of the selection by itself, or the marks are no marks. Pressed again, they go.
export const wrap = (field, mark) => {
  const { start, end, value, words } = selected(field);
  const inner = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  const isLonger = mark === "*" && value[start - 2] === "*" && value[start - 3] !== "*";
  if (inner && !isLonger) {
    return put(field, start - mark.length, end + mark.length, words, start - mark.length, end - mark.length);
  }
  const marked = words.split(/(\n\s*\n)/)
    .map((part) => (part.trim() ? part.replace(/^(\s*)([^]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : part)).join("");
  const isEmpty = !words.trim();
  const put_in = isEmpty ? `${mark}${mark}` : marked;
  const from = start + (isEmpty ? mark.length : words.length - words.trimStart().length + mark.length);
  const to = isEmpty ? from : start + put_in.length - mark.length - (words.length - words.trimEnd().length);
  return put(field, start, end, put_in, from, to);
};

// Lists: a mark before each line that is selected; pressed again, they go.
const MARK = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+/;
export const list = (field, isNumbered) => {
  const { value, ...there } = selected(field);
  const start = value.lastIndexOf("\n", there.start - 1) + 1;
  const next = value.indexOf("\n", there.end);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isListed = lines.every((line) => !line.trim() || (MARK.test(line) && /\d/.test(line.match(MARK)[0]) === isNumbered));
  const hasWords = lines.some((line) => line.trim());
  let number = 0;
  const changed = lines.map((line) => {
    const bare = line.replace(MARK, "$1");
    if (isListed && hasWords) return bare;
    if (!bare.trim() && lines.length > 1) return bare;
    number += 1;
    return `${bare.match(/^\s*/)[0]}${isNumbered ? `${number}. ` : "- "}${bare.trimStart()}`;
  }).join("\n");
  // A list right under a paragraph would be read on as part of it in other programs: a line between.
  const before = value.slice(0, start).split("\n").at(-2) ?? "";
  const gap = !(isListed && hasWords) && before.trim() && !MARK.test(before) ? "\n" : "";
  put(field, start, end, gap + changed);
};

// A new line in a list begins with the next mark; in an item without words the mark goes, and the list ends.
export const nextItem = (field) => {
  const { start, end, value } = selected(field);
  const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const [mark] = line.match(MARK) ?? [];
  if (!mark || start !== end) return false;
  if (!line.slice(mark.length).trim()) put(field, start - line.length, start, "");
  else put(field, start, start, `\n${mark.replace(/\d+/, (number) => Number(number) + 1)}`);
  return true;
};

// A link around the selection, with its address selected to be typed over; or the words, where an address was selected.
export const link = (field, sample) => {
  const { start, end, words } = selected(field);
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(words.trim());
  const [text, address] = isAddress ? [sample, words.trim()] : [words.trim() || sample, "https://"];
  const from = start + 1 + (isAddress ? 0 : text.length + 2);
  put(field, start, end, `[${text}](${address})`, from, from + (isAddress ? text : address).length);
};

// A table stands below the line of the selection: what is selected stays.
export const table = (field, heads) => {
  const { end: from, value } = selected(field);
  const line = value.indexOf("\n", from);
  const end = line < 0 ? value.length : line;
  const above = value.slice(0, end);
  const gap = !above || above.endsWith("\n\n") ? "" : (above.endsWith("\n") ? "\n" : "\n\n");
  const row = (cells) => `| ${cells.join(" | ")} |\n`;
  const words = gap + row(heads) + row(heads.map(() => "---")) + row(heads.map(() => "  "));
  put(field, end, end, words, end + gap.length + 2, end + gap.length + 2 + heads[0].length);
};
