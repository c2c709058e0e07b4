// The keys that move in a text.

import { bind } from "./keys.js";
import { _ } from "./words.js";

/** Bind the keys that move in a pane's text while the focus is in it. */
export function bindMoving(pane) {
  const group = _("Moving in the text");
  const within = pane.element;
  const keys = (names, what, run) => bind({ keys: names, group, what, run, within, repeat: true });
  const once = (names, what, run, when) => bind({ keys: names, group, what, run, within, when });
  keys(["ArrowDown", "j"], _("Next sentence"), () => pane.move("sentence", 1));
  keys(["ArrowUp", "k"], _("Previous sentence"), () => pane.move("sentence", -1));
  keys(["Shift+ArrowDown", "J"], _("A sentence more"), () => pane.move("sentence", 1, { extend: true }));
  keys(["Shift+ArrowUp", "K"], _("A sentence less"), () => pane.move("sentence", -1, { extend: true }));
  keys("ArrowRight", _("Next word"), () => pane.move("word", 1));
  keys("ArrowLeft", _("Previous word"), () => pane.move("word", -1));
  keys("Shift+ArrowRight", _("A word more"), () => pane.move("word", 1, { extend: true }));
  keys("Shift+ArrowLeft", _("A word less"), () => pane.move("word", -1, { extend: true }));
  keys("Alt+Shift+ArrowLeft", _("A word more at the beginning"), () => pane.move("word", -1, { extend: true, edge: "start" }));
  keys("Alt+Shift+ArrowRight", _("A word less at the beginning"), () => pane.move("word", 1, { extend: true, edge: "start" }));
  keys("Home", _("First sentence"), () => pane.moveTo("start"));
  keys("End", _("Last sentence"), () => pane.moveTo("end"));
  keys("Shift+Home", _("Up to the beginning"), () => pane.moveTo("start", { extend: true }));
  keys("Shift+End", _("Up to the end"), () => pane.moveTo("end", { extend: true }));
  keys(["]", "Alt+ArrowDown"], _("Next passage"), () => pane.step(1));
  keys(["[", "Alt+ArrowUp"], _("Previous passage"), () => pane.step(-1));
  const opening = () => pane.pointed && !document.activeElement.closest(".quotation:not(.pointed)"); // on another's label Enter points
  once("Enter", _("Open the passage"), () => pane.openPointed(), opening);
  once("Escape", _("Let go of the selection"), () => pane.clear(), () => Boolean(pane.selection ?? pane.pointed));
}
