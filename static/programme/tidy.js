// HTML from a clipboard as tidy Markdown: paragraphs, bold, italic, links, lists, tables, line ends. Styles, comments,
// deletions, pictures and scripts stay behind. Nothing is loaded or run: the parser's document is not shown.
import { line, styleOf, within } from "./tidy_words.js";

const JUNK = "script, style, head, title, meta, link, img, svg, del, template, [data-style*='mso-hide'], [data-style*='mso-element:comment'], [class*='MsoComment'], [class*='msoDel'], [hidden]";
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, section, article, header, footer, main, dl, dt, dd, pre, figure, center, address";
const WORD_LIST = /mso-list:\s*l\d+\s+level(\d+)/i;
const isBlock = (node) => node.nodeType === 1 && (node.matches(BLOCKS) || node.querySelector(BLOCKS) !== null);

const rowsOf = (table) => [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table)
  .map((row) => [...row.children].map((cell) => line([...cell.childNodes]).replace(/\n+/g, " ").replace(/\|/g, "\\|")))
  .filter((cells) => cells.some(Boolean));

const tableOf = (table) => {
  const rows = rowsOf(table);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  // One column is a frame, not a table.
  if (width < 2) return blocksOf([...table.querySelectorAll("td, th")].flatMap((cell) => [...cell.childNodes]));
  const lines = rows.map((cells) => `| ${Array.from({ length: width }, (_, place) => cells[place] ?? "").join(" | ")} |`);
  return [[lines[0], `|${" --- |".repeat(width)}`, ...lines.slice(1)].join("\n")];
};

const indented = (text, width) => text.replace(/\n(?=.)/g, `\n${" ".repeat(width)}`);

const listOf = (list) => {
  let number = Number(list.getAttribute("start") ?? 1) || 1;
  const items = [];
  for (const item of list.children) {
    const mark = list.tagName === "OL" ? `${number}. ` : "- ";
    // A list that stands beside the items instead of in one belongs to the item before it.
    if (/^[OU]L$/.test(item.tagName) && items.length) items.push(indented(`\n${listOf(item)}`, mark.length).slice(1));
    else {
      const words = blocksOf([...item.childNodes]).join("\n");
      if (!words) continue;
      items.push(mark + indented(words, mark.length));
      number += 1;
    }
  }
  return items.join("\n");
};

// Word writes its lists as paragraphs that name their level; the sign before them stands in a span to be ignored.
const wordItem = (node, state) => {
  const level = Number(styleOf(node).match(WORD_LIST)[1]);
  const sign = node.querySelector("[data-style*='Ignore'], [data-style*='ignore']")?.textContent.trim() ?? "";
  const isNumbered = /^\(?[0-9a-zA-Z]{1,4}[.)]/.test(sign) && sign !== "o";
  state.widths.length = state.numbers.length = level;
  state.numbers[level - 1] = (state.numbers[level - 1] ?? 0) + 1;
  const mark = isNumbered ? `${state.numbers[level - 1]}. ` : "- ";
  const depth = state.widths.slice(0, level - 1).reduce((sum, width) => sum + (width ?? 2), 0);
  state.widths[level - 1] = mark.length;
  // Where the span was lost on the way, the sign stands in the words.
  const words = line([...node.childNodes]).replace(sign ? "" : /^[·•▪§]\s+/, "");
  return " ".repeat(depth) + mark + indented(words, depth + mark.length);
};

const blockOf = (node) => {
  if (/^[OU]L$/.test(node.tagName)) return [listOf(node)];
  if (node.tagName === "TABLE") return tableOf(node);
  if (/^H[1-6]$/.test(node.tagName)) return [within(line([...node.childNodes], { bold: true, italic: false }), "**")];
  if (node.tagName === "BLOCKQUOTE") return [blocksOf([...node.childNodes]).join("\n\n").replace(/^/gm, "> ")];
  return blocksOf([...node.childNodes]);
};

const blocksOf = (nodes) => {
  const blocks = [];
  let run = [];
  let word = null;
  const end = () => { const words = line(run); if (words) blocks.push(words); run = []; };
  for (const node of nodes) {
    const isItem = node.nodeType === 1 && WORD_LIST.test(styleOf(node));
    if (!isItem && !isBlock(node)) { run.push(node); if (node.textContent?.trim()) word = null; continue; }
    end();
    if (!isItem) { word = null; blocks.push(...blockOf(node)); continue; }
    word ??= { widths: [], numbers: [], at: blocks.push("") - 1 };
    blocks[word.at] += `${blocks[word.at] && "\n"}${wordItem(node, word)}`;
  }
  end();
  return blocks.filter((block) => block.trim());
};

export const markdownOf = (html) => {
  // Styles are read and never applied, and nothing in it runs: the policy of the site would refuse it, and say so.
  const inert = html.replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "").replace(/([\s"'/])(style|on\w+)(\s*=)/gi, "$1data-$2$3");
  const page = new DOMParser().parseFromString(inert, "text/html");
  page.querySelectorAll(JUNK).forEach((junk) => junk.remove());
  return blocksOf([...page.body.childNodes]).join("\n\n");
};
