// The review page: the documents that can be reviewed, and one of them gone through coding by coding.

import { follow } from "../coalesced.js";
import { el, find } from "../dom.js";
import { net } from "../net.js";
import { begin } from "../page.js";
import { showDocuments } from "../reviewing/documents.js";
import { ReviewDesk } from "../reviewing/desk.js";

const about = await begin();
const asked = new URLSearchParams(location.search);

try {
  if (asked.get("document")) await review(asked.get("document"), asked.get("author") ?? "");
  else await choose();
} catch (error) {
  find("#choosing").hidden = find("#review").hidden = true;
  find("#main").append(el("p", { class: "notice refusal" }, error.message));
}

/** Show the documents. */
async function choose() {
  const [typed, todo] = [find("#filter"), find("#todo")];
  let [reviews, entries] = [[], new Map()];
  const show = () => showDocuments(find("#documents"), find("#count"), reviews, entries, { cases: about.case, typed: typed.value, todo: todo.checked });
  const read = async () => {
    const [found, documents] = await Promise.all([net.get("/api/reviews"), net.get("/api/documents")]);
    [reviews, entries] = [found, new Map(documents.map((each) => [each.id, each]))];
    const focused = document.activeElement?.closest?.("#documents a")?.getAttribute("href");
    show();
    if (focused) find(`#documents a[href="${CSS.escape(focused)}"]`)?.focus();
  };
  await read();
  typed.addEventListener("input", show);
  todo.addEventListener("change", show);
  follow(read);
  find("#choosing").hidden = false;
  (find("#documents a") ?? typed).focus();
}

/** Go through a document. */
async function review(document, author) {
  await new ReviewDesk({ document, author }).open();
}
