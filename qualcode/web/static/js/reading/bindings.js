// The keys of the coding page. Single letters hold while the focus is in the text.

import { bind } from "../keys.js";
import { _ } from "../words.js";

/** Bind what is done in the text. `page` does what is for the page as a whole. */
export function bindText({ pane, tagging, page }) {
  const within = pane.element;
  const tags = (keys, what, run, when) => bind({ keys, group: _("Coding"), what, run, within, when });
  const next = { keys: "Enter", group: _("Documents"), what: _("After d: on to the next that is not done") };
  bind({ ...next, run: () => page.onward.go(), within, when: () => page.onward.offered });
  const ready = (event) => event.key !== "Enter" || tagging.target !== null;
  tags(["c", "Enter"], _("Choose a code (Shift + Enter there: and another)"), () => tagging.pick(), ready);
  tags(".", _("The last code again"), () => tagging.again());
  tags([..."123456789"], _("The code with this digit"), (event) => tagging.giveSlot(event.key));
  tags("i", _("In vivo: a code from the selected words"), () => tagging.inVivo());
  tags("n", _("A new code"), () => tagging.newCode());
  tags("q", _("A passage without a code"), () => tagging.quote());
  const passage = (keys, what, run) => bind({ keys, group: _("The passage pointed at"), what, run, within });
  passage("r", _("Resize it: select other words, and again"), () => tagging.resize());
  passage("C", _("Another code instead"), () => tagging.recode());
  passage(["x", "Delete"], _("Remove it, or one of its codes"), () => tagging.remove());
  passage("m", _("Comment"), () => tagging.comment());
  passage("e", _("Specification"), () => tagging.specify());
  passage("g", _("Grade"), () => tagging.grade());
  passage("v", _("Verbatim, or not"), () => tagging.mark("verbatim"));
  passage("l", _("Released for the report, or not"), () => tagging.mark("released"));
  passage("w", _("Memo"), () => page.memo());
  bind({ keys: "d", group: _("Documents"), what: _("Done, or not"), run: () => page.done(), within });
  bind({ keys: "u", group: _("Coding"), what: _("Undo"), run: () => page.undo(), within });
  bind({ keys: "U", group: _("Coding"), what: _("Redo"), run: () => page.redo(), within });
  bind({ keys: "f", group: _("Code tree"), what: _("Find a code"), run: () => page.findCode(), within });
  bind({ keys: "/", group: _("Documents"), what: _("Search all texts"), run: () => page.search(), within });
  bind({ keys: "o", group: _("Documents"), what: _("Open another: type part of its name"), run: () => page.findDocument(), within });
  bind({ keys: "+", group: _("Documents"), what: _("Larger text"), run: () => page.zoom(1), within });
  bind({ keys: "-", group: _("Documents"), what: _("Smaller text"), run: () => page.zoom(-1), within });
}

/** Bind what holds on the whole page. */
export function bindPage({ page }) {
  const outside = (event) => event.target.closest("input, textarea, select") === null; // a field undoes its own typing
  bind({ keys: "Ctrl+z", group: _("Coding"), what: _("Undo"), run: () => page.undo(), when: outside });
  bind({ keys: ["Ctrl+Shift+z", "Ctrl+y"], group: _("Coding"), what: _("Redo"), run: () => page.redo(), when: outside });
  bind({ keys: "Ctrl+ArrowDown", group: _("Documents"), what: _("Next document"), run: () => page.beside(1) });
  bind({ keys: "Ctrl+ArrowUp", group: _("Documents"), what: _("Previous document"), run: () => page.beside(-1) });
}

/** Bind the way back to the text; after the keys of the text itself, where Escape lets the selection go. */
export function bindBack({ page }) {
  bind({ keys: "Escape", group: _("Everywhere"), what: _("Back to the text"), run: () => page.back() });
}

/** Bind the keys of the code tree. */
export function bindTree({ tree, slots }) {
  const within = tree.element;
  const keys = (names, what, run) => bind({ keys: names, group: _("Code tree"), what, run, within });
  keys("ArrowDown", "", () => tree.move(1));
  keys("ArrowUp", "", () => tree.move(-1));
  keys("Home", "", () => tree.moveTo(0));
  keys("End", "", () => tree.moveTo(-1));
  keys("ArrowRight", _("Unfold"), () => tree.inwards());
  keys("ArrowLeft", _("Fold"), () => tree.outwards());
  keys(["Enter", " "], _("Give this code"), () => tree.giveFocused());
  const digits = [..."123456789"].map((digit) => `Alt+${digit}`);
  keys(digits, _("Give this code with this digit"), (event) => tree.focus && slots.put(event.code.at(-1), tree.focus.id));
}

/** Bind the keys of the lists at the left. */
export function bindLists({ documents, search }) {
  for (const [list, within] of [[documents, documents.element], [search, document.querySelector("#hits")]]) {
    const keys = (names, run) => bind({ keys: names, group: _("Documents"), what: "", run, within });
    keys("ArrowDown", () => list.move(1));
    keys("ArrowUp", () => list.move(-1));
    keys("Enter", () => list.chooseFocused());
  }
}
