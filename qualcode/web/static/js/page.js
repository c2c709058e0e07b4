// What every page does when it opens: watch the server, listen to keys, show who codes.

import { el, find } from "./dom.js";
import { ask } from "./dialog.js";
import { help, listen } from "./keys.js";
import { net } from "./net.js";
import { complain, say } from "./say.js";
import { _, opened, plural } from "./words.js";

/** Begin a page; resolves to what the project is (see /api/project). */
export async function begin() {
  listen();
  connection();
  find("#help").addEventListener("click", help);
  const about = await net.get("/api/project");
  net.watch();
  if (opened.choose) find("#who").addEventListener("click", () => choose(about));
  else find("#who").disabled = true;
  if (opened.choose && !opened.coder && !sessionStorage.getItem("qualcode looked")) await choose(about);
  return about;
}

/** Ask who codes; the page opens anew for them. */
async function choose(about) {
  const options = [...about.coders, ""].map((name, at) =>
    el("label", {}, el("input", { type: "radio", name: "who", value: name, checked: name === about.coder || (at === 0 && !about.coder) }), name || _("Nobody, I am only looking")));
  const fresh = about.coders.length ? null : el("label", { class: "field" }, _("Your name as a coder"), el("input", { id: "new-coder", autofocus: true }));
  const body = el("div", { class: "choices" }, fresh, options.map((each) => el("p", {}, each)));
  const read = () => (fresh && find("#new-coder").value.trim()) || body.querySelector("input[name=who]:checked").value;
  const name = await ask({ title: _("Who codes?"), body, yes: _("Go on"), read });
  sessionStorage.setItem("qualcode looked", "yes");
  if (name === null || name === about.coder) return;
  await net.send("POST", "/api/who", { coder: name });
  location.reload();
}

/** Say in the bar at the top how it stands with the server. */
function connection() {
  const place = find("#connection");
  const show = () => {
    const kept = net.waiting.length;
    place.classList.toggle("gone", net.gone || kept > 0);
    if (net.gone) place.textContent = kept ? plural("The server is gone; %(count)s change is kept", "The server is gone; %(count)s changes are kept", kept) : _("The server is gone; what you do is kept");
    else place.textContent = kept ? _("Saving …") : "";
  };
  for (const name of ["gone", "back", "waiting"]) net.addEventListener(name, show);
  net.addEventListener("back", () => say(_("The server is back.")));
  net.addEventListener("refused", (event) => complain(event.detail));
  net.addEventListener("shut", (event) => complain(event.detail));
  addEventListener("beforeunload", (event) => net.waiting.length && event.preventDefault());
  addEventListener("unhandledrejection", (event) => complain(event.reason));
  show();
}
