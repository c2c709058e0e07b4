// The coding page: documents at the left, the text in the middle, the code tree at the right.

import { Codes } from "../codes.js";
import { find } from "../dom.js";
import { begin } from "../page.js";
import { bindBack, bindLists, bindPage, bindText, bindTree } from "../reading/bindings.js";
import { showCode } from "../reading/about.js";
import { showHead, zooming } from "../reading/head.js";
import { showPassage } from "../reading/passage.js";
import { keeping, openedAt } from "../reading/place.js";
import { Reading } from "../reading/reading.js";

const about = await begin();
const reading = new Reading({ about, codes: await Codes.read() });
const { codes, documents, ledger, pane, search, slots, state, tagging, tree } = reading;
const zoom = zooming(pane);
const page = {
  zoom, undo: () => reading.undo(), redo: () => reading.redo(), done: () => reading.done(), memo: () => reading.memo(),
  beside: (by) => reading.beside(by), back: () => reading.back(), findCode: () => reading.findCode(),
  findDocument: () => reading.findDocument(), search: () => reading.searchTexts(),
};

// keys
bindText({ pane, tagging, page });
bindTree({ tree, slots });
bindLists({ documents, search });
bindPage({ page });
pane.bindMoving();
if (about.coder && about.show !== "never") await suggesting();
bindBack({ page });

// what is shown beside the text
const keep = keeping(() => reading.place);
const card = () => showPassage(find("#passage"), { tagging, codes, orphans: reading.orphans, point: (id) => state.set({ pointed: id }), memo: page.memo });
const meaning = () => showCode(find("#meaning"), tree.focus, { codes, give: (code) => reading.give(code), usable: Boolean(about.coder) });
state.on("entry", () => showHead(state.get("entry"), Boolean(state.get("entry")) && documents.isDone(state.get("entry")), Boolean(about.coder)));
state.on("pointed", () => (card(), keep()));
ledger.addEventListener("change", card);
reading.fresh.addEventListener("change", () => (card(), meaning()));
pane.addEventListener("select", () => (card(), keep()));
pane.addEventListener("open", () => tagging.pick());
pane.element.addEventListener("scroll", keep, { passive: true });
tree.addEventListener("focus", meaning);
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

await reading.start(openedAt());
slots.only((id) => Boolean(codes.get(id)));
reading.focus();

/** The panel of suggestions, where they may be asked for. */
async function suggesting() {
  const { suggestions } = await import("../suggest.js");
  const documentOf = () => state.get("entry")?.id ?? "";
  reading.suggestions = suggestions({ pane, codes, about, documentOf, applied: (laid) => ledger.take(laid) });
  find("#suggestions").append(reading.suggestions.panel);
  find("#suggestions").hidden = false;
  reading.suggestions.bind();
  ledger.addEventListener("settled", () => reading.suggestions.refresh());
}
