// What is to be read again, since codes mean something else than when it was coded.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { trying } from "../say.js";
import { _, plural } from "../words.js";
import { told } from "./names.js";

/** Fill a place with the documents that were coded under an older meaning of codes. */
export class Reread {
  constructor(host, { book }) {
    Object.assign(this, { host, book, since: "" });
  }

  async show() {
    const [{ documents, changes }, { steps }] = await Promise.all([
      net.get("/api/codebook/reread", { since: this.since }),
      net.get("/api/codebook/versions"),
    ]);
    const since = el(
      "select",
      {
        onchange: () => {
          this.since = since.value;
          trying(() => this.show());
        },
      },
      el("option", { value: "" }, _("when each was coded")),
      [...steps]
        .reverse()
        .slice(1)
        .map((step) => el("option", { value: String(step.number) }, [step.number, ...step.names].join(" · "))),
    );
    since.value = this.since;
    const many = new Set(documents.map((each) => each.document)).size;
    fill(
      this.host,
      el("p", {}, el("label", {}, _("What changed since"), since)),
      el(
        "p",
        {},
        many
          ? plural("%(count)s document to read again", "%(count)s documents to read again", many)
          : _("Nothing: every document was coded with the codes as they are now."),
      ),
      changes.map((each, at) =>
        this.#group(
          each,
          documents.filter((row) => row.changes === at),
        ),
      ),
    );
  }

  /** Documents for which the same changed. */
  #group(changes, documents) {
    const why = changes.map((each) => el("li", {}, told(this.#named(each))));
    const rows = documents.map((each) =>
      el(
        "tr",
        {},
        el("td", {}, el("a", { href: `/?document=${encodeURIComponent(each.document)}` }, each.document)),
        el("td", {}, each.coder),
        el("td", { class: "number" }, String(each.codings)),
      ),
    );
    const head = el("tr", {}, el("th", {}, _("Document")), el("th", {}, _("Coder")), el("th", { class: "number" }, _("Codings of these")));
    return el(
      "section",
      { class: "kind" },
      el("ul", {}, why),
      el(
        "div",
        { class: "scrolled", tabindex: "0", role: "group", "aria-label": _("Documents to read again") },
        el("table", {}, el("thead", {}, head), el("tbody", {}, rows)),
      ),
    );
  }

  /** A difference with the paths of the codes it names. */
  #named({ what, path, detail, target }) {
    const fields = what === "definition changed" ? detail.split(", ") : [];
    return { what, path, other: this.book().get(target)?.path ?? "", part: detail.startsWith("part of "), fields };
  }
}
