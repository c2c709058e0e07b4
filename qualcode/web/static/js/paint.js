// Painting spans of a text with the CSS Custom Highlight API: the text itself is never touched. What `paint` did is
// undone by calling what it gave back. How a highlight looks stands in pane.css; the colours of codes are rules made here.

/** What lies over what. */
const LAYERS = ["markup", "passage", "look", "suggest", "hover", "pointed", "selected"];
/** Passages of one colour that overlap are told apart by so many depths. */
export const DEPTHS = 3;
/** For a passage without a code. */
const PLAIN = "#808890";

const highlights = new Map();
const sheet = new CSSStyleSheet();
const tints = new Map();
document.adoptedStyleSheets.push(sheet);

/** Paint ranges with the highlight of a name ("selected", "passage-2-0"); returns how to undo it. */
export function paint(name, ranges) {
  const highlight = named(name);
  for (const range of ranges) highlight.add(range);
  return () => ranges.forEach((range) => highlight.delete(range));
}

function named(name) {
  if (!highlights.has(name)) {
    const made = globalThis.Highlight ? new Highlight() : new Set();
    made.priority = LAYERS.indexOf(name.split("-")[0]);
    highlights.set(name, made);
    CSS.highlights?.set(name, made);
  }
  return highlights.get(name);
}

/**
 * The number of a colour: "passage-N-DEPTH", "hover-N" and "pointed-N" paint in it. Their lightness is the same for all
 * colours, so that the text is well read on any of them, also where they overlap.
 */
export function tint(color) {
  const known = CSS.supports("color", color) ? color : PLAIN;
  if (!tints.has(known)) {
    tints.set(known, tints.size);
    for (const rule of rules(tints.get(known), known)) sheet.insertRule(rule, sheet.cssRules.length);
  }
  return tints.get(known);
}

function rules(number, color) {
  const shade = (light, dark) => `light-dark(oklch(from ${color} ${light}), oklch(from ${color} ${dark}))`;
  const ground = shade("0.86 min(c, 0.11) h / 0.5", "0.42 min(c, 0.09) h / 0.55");
  const strong = shade("0.83 min(c, 0.12) h / 0.9", "0.45 min(c, 0.1) h / 0.9");
  const line = `text-decoration: underline 2px ${shade("0.5 c h", "0.75 c h")}`;
  const depths = [...Array(DEPTHS).keys()].map((depth) => [`passage-${number}-${depth}`, `background-color: ${ground}`]);
  const emphasised = ["hover", "pointed"].map((name) => [`${name}-${number}`, `background-color: ${strong}; ${line}`]);
  return [...depths, ...emphasised].map(([name, body]) => `.lines > div::highlight(${name}) { ${body} }`);
}
