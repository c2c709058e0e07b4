// What every page does when it opens: watch the server, listen to keys, show who codes.

import { el, find } from "./dom.js";
import { ask } from "./dialog.js";
import { help, listen } from "./keys.js";
import { elsewhere, net } from "./net.js";
import { complain, say, tell } from "./say.js";
import { unsaved } from "./unsaved.js";
import { _, opened, plural } from "./words.js";

const LOOKED = "qualcode looked"; // this tab was told that nobody codes

/** Begin a page; resolves to what the project is (see /api/project). */
export async function begin() {
  listen();
  connection();
  unsaved(find("#connection"));
  find("#help").addEventListener("click", help);
  const about = await net.get("/api/project").catch((error) => {
    complain(error);
    throw error;
  });
  net.watch();
  strangers();
  if (opened.choose) find("#who").addEventListener("click", () => choose(about));
  if (opened.choose && !opened.coder && !sessionStorage.getItem(LOOKED)) await choose(about);
  return about;
}

/** Ask who codes; the page opens anew for them. */
async function choose(about) {
  const fresh = about.coders.length ? null : el("input", { autocomplete: "off", autofocus: true });
  const offered = about.coder || about.coders[0];
  const options = [...about.coders, ""].map((name) => {
    const checked = name === offered;
    return el("p", {}, el("label", {}, el("input", { type: "radio", name: "who", value: name, checked }), name || _("Nobody, I am only looking")));
  });
  const body = el("div", { class: "choices" },
    fresh && el("label", { class: "field" }, _("Your name as a coder"), fresh),
    el("fieldset", { class: "plain" }, el("legend", { class: "unseen" }, _("Who codes?")), options));
  const read = () => fresh?.value.trim() || (find("input[name=who]:checked", body)?.value ?? "");
  const name = await ask({ title: _("Who codes?"), body, yes: _("Go on"), read });
  sessionStorage.setItem(LOOKED, "yes");
  if (name === null || name === about.coder) return;
  await net.send("POST", "/api/who", { coder: name });
  location.reload();
}

/** Say in the bar at the top how it stands with the server. */
function connection() {
  const show = () => {
    find("#connection").textContent = standing(net.waiting.length);
    find("#connection").title = net.stuck?.message ?? "";
    find("#connection").classList.toggle("gone", Boolean(net.gone || net.shut || net.waiting.length));
  };
  for (const name of ["gone", "back", "shut", "waiting"]) net.addEventListener(name, show);
  net.addEventListener("back", () => say(_("The server is back.")));
  net.addEventListener("refused", ({ detail }) => complain(detail));
  net.addEventListener("shut", ({ detail }) => complain(detail));
  addEventListener("beforeunload", (event) => net.keeping.length && event.preventDefault());
  addEventListener("unhandledrejection", ({ reason }) => complain(reason));
}

function standing(kept) {
  if (!net.gone && !net.shut && !net.stuck) return kept ? _("Saving …") : "";
  if (kept) return plural("Not saved yet: %(count)s change is kept in this tab", "Not saved yet: %(count)s changes are kept in this tab", kept);
  return net.shut ? _("This page is not connected any more") : _("The server is gone; what you do is kept");
}

/** Tell of changes that wait in this tab for somebody else. */
function strangers() {
  for (const { coder, changes, forget } of elsewhere()) {
    const text = plural(
      "In this tab %(count)s change of %(coder)s waits, which was not saved. It is saved when the workbench is opened for them again.",
      "In this tab %(count)s changes of %(coder)s wait, which were not saved. They are saved when the workbench is opened for them again.",
      changes.length, { coder });
    tell(text, { text: _("Throw away"), run: forget });
  }
}
