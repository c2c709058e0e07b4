// Undo and redo: the server knows what was done last; here it is said, and shown where it was.

import { Gone, net } from "../net.js";
import { complain, say } from "../say.js";
import { _ } from "../words.js";

/** What the actions of the history are, for people. */
function deeds() {
  return {
    code: _("a code given"), quote: _("a passage made"), uncode: _("a code removed"), "change coding": _("a coding changed"),
    mark: _("a passage marked"), resize: _("a passage resized"), "remove quotation": _("a passage removed"),
    done: _("a document marked as done"), "not done": _("a document marked as not done"), memo: _("a memo"),
    "accept suggestion": _("a suggestion accepted"), "reject suggestion": _("a suggestion rejected"), "skip suggestion": _("a suggestion passed over"),
  };
}

/** Take the last action back ("undo") or do it again ("redo"), and go where it was: `follow(document, quotation)`. */
export async function takeBack(verb, follow) {
  try {
    const { what, document, quotation, summary } = await net.send("POST", `/api/${verb}`);
    await follow(document, quotation);
    const said = { what: deeds()[what] ?? what, where: document || summary };
    if (verb === "undo") say(said.where ? _("Undone: %(what)s (%(where)s).", said) : _("Undone: %(what)s.", said));
    else say(said.where ? _("Done again: %(what)s (%(where)s).", said) : _("Done again: %(what)s.", said));
  } catch (error) {
    if (error instanceof Gone) complain(new Error(_("Undo and redo need the server: they can be done when it is back.")));
    else if (error.kind === "nothing-to-undo") say(verb === "undo" ? _("There is nothing to undo.") : _("There is nothing to do again."));
    else complain(error);
  }
}
