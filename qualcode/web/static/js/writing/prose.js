// Markdown as it will read, with its citations as links that show the words they cite.

import { el, markdown } from "../dom.js";
import { _ } from "../words.js";

let tips = 0;

/**
 * Elements for a text that the server has parsed. `cited` says of labels what they cite: [{ label, document, words, who }];
 * without it a label is only a link.
 */
export function prose(tree, cited = null) {
  const known = cited && new Map(cited.map((each) => [each.label, each]));
  const one = (label, at) => [at ? "; " : null, citation(label, known?.get(label) ?? null)];
  const cite = (labels) => el("span", { class: "cites" }, "[", labels.map(one), "]");
  const outwards = { target: "_blank", rel: "noopener noreferrer" };
  const a = (children, address) => el("a", { href: address, ...outwards }, markdown(children, { cite, a }));
  return markdown(tree, { cite, a });
}

/** A link to a quotation in its text. */
function citation(label, known) {
  const title = _("This label names no quotation of the project.");
  if (known && !known.document) return el("span", { class: "cite unknown", title }, label);
  const document = known?.document ?? label.slice(0, label.lastIndexOf(":"));
  const link = el("a", { class: "cite", href: `/?${new URLSearchParams({ document, at: label })}` }, label);
  return known ? explained(link, known) : link;
}

/** A link that shows the words it leads to while it is pointed at or has the focus. */
function explained(link, { words, who }) {
  const said = [el("span", { class: "words" }, words), el("span", { class: "soft small" }, who)];
  const tip = el("span", { class: "tip", role: "tooltip", id: `tip-${(tips += 1)}`, hidden: true }, said);
  link.setAttribute("aria-describedby", tip.id);
  const open = () => {
    tip.hidden = false;
    place(tip, link);
  };
  const shut = () => (tip.hidden = true);
  link.addEventListener("focus", open);
  link.addEventListener("blur", shut);
  const leave = () => link === document.activeElement || shut();
  const both = el("span", { class: "explained", onmouseenter: open, onmouseleave: leave }, link, tip);
  both.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    shut();
    event.stopPropagation();
  });
  return both;
}

/** Below the link, or above it where there is no room. */
function place(tip, link) {
  const at = link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tip;
  const below = at.bottom + height + 8 < innerHeight;
  tip.style.setProperty("left", `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`);
  tip.style.setProperty("top", `${below ? at.bottom + 2 : Math.max(8, at.top - height - 2)}px`);
}
