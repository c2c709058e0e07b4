// The coding page: documents at the left, the text in the middle, the code tree at the right.

import { Codes } from "../codes.js";
import { find } from "../dom.js";
import { net } from "../net.js";
import { begin } from "../page.js";
import { bindBack, bindLists, bindPage, bindText, bindTree } from "../reading/bindings.js";
import { showCode } from "../reading/about.js";
import { showDigits } from "../reading/digits.js";
import { showHead, zooming } from "../reading/head.js";
import { showPassage } from "../reading/passage.js";
import { keeping, openedAt } from "../reading/place.js";
import { Reading, sheetOf } from "../reading/reading.js";

// asked for before anything else, so that nothing waits for another
const place = openedAt();
const first = {
  codes: Codes.read(), entries: net.get("/api/documents"),
  sheet: place.document && net.get(sheetOf(place.document)).catch(() => null),
};
const about = await begin();
const reading = new Reading({ about, codes: await first.codes });
const { codes, documents, ledger, pane, search, slots, state, tagging, tree } = reading;
const zoom = zooming(pane);
const page = {
  zoom, undo: () => reading.undo(), redo: () => reading.redo(), done: () => reading.done(), memo: () => reading.memo(),
  beside: (by) => reading.beside(by), back: () => reading.back(), findCode: () => reading.findCode(),
  onward: reading.onward, findDocument: () => reading.findDocument(), search: () => reading.searchTexts(),
};

// keys
bindText({ pane, tagging, page });
bindTree({ tree, slots });
bindLists({ documents, search });
bindPage({ page });
pane.bindMoving();

// what is shown beside the text
showDigits({ codes, slots, fresh: reading.fresh, give: (code) => reading.give(code) });
const keep = keeping(() => reading.place);
const point = (id) => state.set({ pointed: id });
const card = () => showPassage(find("#passage"), { tagging, codes, orphans: reading.orphans, point, memo: page.memo });
const meaning = () => showCode(find("#meaning"), tree.focus, { codes, give: (code) => reading.give(code), usable: Boolean(about.coder) });
state.on("entry", () => showHead(state.get("entry"), { isDone: (entry) => documents.isDone(entry), may: Boolean(about.coder) }));
state.on("entry", keep);
state.on("pointed", () => (card(), upTo("#passage"), keep()));
ledger.addEventListener("change", card);
reading.fresh.addEventListener("change", () => (card(), meaning()));
pane.addEventListener("select", () => (card(), upTo("#passage"), keep()));
pane.addEventListener("open", () => tagging.pick());
pane.element.addEventListener("scroll", keep, { passive: true });
tree.addEventListener("focus", () => (meaning(), upTo("#meaning")));
tree.addEventListener("click", ({ detail }) => tagging.selected && reading.give(detail));
tree.addEventListener("give", ({ detail }) => reading.give(detail));
meaning();

// buttons
find("#done").addEventListener("click", () => reading.done());
find("#smaller").addEventListener("click", () => zoom(-1));
find("#larger").addEventListener("click", () => zoom(1));
find("#undo")?.addEventListener("click", () => reading.undo());
find("#redo")?.addEventListener("click", () => reading.redo());
find("#show-left").addEventListener("click", () => find("#desk").classList.toggle("left"));
find("#show-right").addEventListener("click", () => find("#desk").classList.toggle("right"));

const opening = reading.start(place, { entries: await first.entries, sheet: await first.sheet });
if (about.coder && about.show !== "never") await suggesting();
bindBack({ page });
await opening;
slots.only((id) => Boolean(codes.get(id)));
if (document.activeElement === document.body) reading.focus();

/** Scroll the part below the tree up to one of its sections; suggestions that are gone through stay where they are. */
function upTo(section) {
  if (section === "#passage" && reading.suggestions?.isAsked) return;
  const shown = find(section).parentElement;
  shown.parentElement.scrollTop = shown.offsetTop - shown.parentElement.offsetTop - 8;
}

/** The panel of suggestions, where they may be asked for. */
async function suggesting() {
  const { suggestions } = await import("../suggest.js");
  const documentOf = () => state.get("entry")?.id ?? "";
  reading.suggestions = suggestions({ pane, codes, about, documentOf, applied: (laid) => ledger.take(laid) });
  find("#suggestions").append(reading.suggestions.panel);
  find("#suggestions").hidden = false;
  reading.suggestions.bind();
  ledger.addEventListener("settled", () => reading.suggestions.refresh());
  if (documentOf()) reading.suggestions.refresh();
}
