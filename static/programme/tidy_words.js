// The words of a paragraph from a clipboard as Markdown: bold, italic, links, line ends.

const SAFE = /^(https?|mailto):/i;
export const styleOf = (node) => node.getAttribute("data-style") ?? "";
// The marks that a text would be misread by.
const plain = (text) => text.replace(/[ \t\r\n\f\u00a0]+/g, " ").replace(/([\\`*])/g, "\\$1").replace(/(^|\W)_(?=\S)|_(?=\W|$)/g, (found) => found.replace("_", "\\_"));

export const within = (text, mark) => text.split("\n")
  .map((line) => (line.trim() ? line.replace(/^(\s*)(.*?)(\s*)$/, `$1${mark}$2${mark}$3`) : line)).join("\n");

const isBold = (node) => (/^(B|STRONG|TH)$/.test(node.tagName) ? !/font-weight:\s*(normal|400)/i.test(styleOf(node)) : /font-weight:\s*(bold|[6-9]00)/i.test(styleOf(node)));
const isItalic = (node) => (/^(I|EM|CITE)$/.test(node.tagName) ? !/font-style:\s*normal/i.test(styleOf(node)) : /font-style:\s*(italic|oblique)/i.test(styleOf(node)));

const inline = (node, marks = { bold: false, italic: false }) => {
  if (node.nodeType === 3) return plain(node.data);
  if (node.nodeType !== 1 || /mso-list:\s*ignore/i.test(styleOf(node))) return "";
  if (node.tagName === "BR") return "\n";
  const bold = !marks.bold && node.tagName !== "TH" && isBold(node);
  const italic = !marks.italic && isItalic(node);
  let text = [...node.childNodes].map((child) => inline(child, { bold: marks.bold || bold, italic: marks.italic || italic })).join("");
  const href = node.tagName === "A" ? node.getAttribute("href") ?? "" : "";
  if (SAFE.test(href.trim()) && text.trim()) {
    const [, before, words, after] = text.match(/^(\s*)([^]*?)(\s*)$/);
    const address = href.trim().replace(/[()\s<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
    text = `${before}[${words.replace(/([[\]])/g, "\\$1")}](${address})${after}`;
  }
  if (italic) text = within(text, "*");
  return bold ? within(text, "**") : text;
};

// What two neighbours have marked is one mark: "**a****b**" is "**ab**".
const tidied = (text) => text.replace(/(?<!\*)(\*\*)(\s?)\1(?!\*)/g, "$2").replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();
export const line = (nodes, marks) => tidied(nodes.map((node) => inline(node, marks)).join(""));
