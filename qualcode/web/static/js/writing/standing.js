// How a text stands with saving, in words; and what to do where it was changed elsewhere too.

import { all, el, fill, find } from "../dom.js";
import { _ } from "../words.js";
import { differing } from "./differing.js";

/** A line that says how a saver stands. */
export function standing(saver) {
  const line = el("p", { class: "standing", role: "status" });
  const show = () => {
    line.textContent = words(saver);
    line.dataset.state = saver.state;
  };
  saver.addEventListener("state", show);
  show();
  return line;
}

function words({ state, problem, saved }) {
  const said = {
    saved: saved.text ? _("Saved") : "",
    unsaved: _("Not saved yet"),
    saving: _("Saving …"),
    gone: _("The server is gone: kept in this tab, and saved when it is back"),
    conflict: _("Changed elsewhere too"),
  };
  return state === "failed" ? _("Not saved: %(problem)s", { problem }) : said[state];
}

/** Both texts side by side, while they differ, and what to do about it; hidden otherwise. */
export function difference(saver, { mine = _("Yours, typed here"), theirs = _("Theirs, saved elsewhere") } = {}) {
  const place = el("section", { class: "difference", "aria-label": _("Changed elsewhere too"), hidden: true });
  const show = () => {
    place.hidden = saver.state !== "conflict";
    if (place.hidden) return;
    fill(place, both(saver, { mine, theirs }));
    for (const each of all("pre", place)) each.scrollTop = (find("mark", each)?.offsetTop ?? 0) - 40;
  };
  saver.addEventListener("state", show);
  show();
  return place;
}

function both(saver, names) {
  const { theirs } = saver;
  const end = (text) => () => saver.resolve(text());
  const [one, other] = differing(theirs.text, saver.text);
  const joined = () => [theirs.text, saver.text].filter(Boolean).join("\n\n");
  return [
    el("p", {}, _("Changed in another tab or program while you changed it here. Nothing is overwritten before you choose.")),
    el("div", { class: "both" }, side(names.theirs, one), side(names.mine, other)),
    el("p", { class: "row" },
      el("button", { type: "button", onclick: end(() => theirs.text) }, _("Take theirs")),
      el("button", { type: "button", onclick: end(() => saver.text) }, _("Keep mine")),
      el("button", { type: "button", onclick: end(joined) }, _("Put mine below theirs"))),
  ];
}

/** A text with what is not in the other marked. */
function side(title, pieces) {
  const words = pieces.map(({ text, own }) => (own ? el("mark", {}, text) : text));
  return el("div", {}, el("h3", {}, title), el("pre", { tabindex: "0" }, words.length ? words : _("(nothing)")));
}
