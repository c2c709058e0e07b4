// The text of a section: its field, how it will read, what it cites, and how it stands with saving.

import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { _, plural } from "../words.js";
import { completing } from "./complete.js";
import { Editor } from "./editor.js";
import { Holding } from "./holding.js";
import { prose } from "./prose.js";
import { Saver } from "./saver.js";
import { difference, standing } from "./standing.js";

/** Events: "cited" (the text cites other quotations now), "saved" (it was written to its file). */
export class Sheet extends EventTarget {
  /** `quotes()` gives the quotations that may be cited, the likeliest first. */
  constructor({ chapter, section, quotes, writable }) {
    super();
    this.cited = section.cited;
    const { text, mark, path } = section.summary;
    this.saver = new Saver({
      name: `chapter ${chapter.key} ${section.slug}`,
      saved: { text, mark },
      save: (typed, was) => this.#save({ case: chapter.key, section: section.slug, text: typed, was }),
    });
    this.holding = new Holding({ chapter, section, saver: this.saver, writable });
    this.editor = new Editor({
      label: _("The text of %(section)s", { section: section.title }),
      text: this.saver.text, readonly: !writable, read: readProse, rows: 12,
      placeholder: _("Write here. Type [ and part of a label to cite a quotation, or put one in from the right."),
    });
    const { field } = this.editor;
    this.citations = el("p", { class: "citations small", "aria-live": "polite" });
    this.element = el("div", { class: "sheet" },
      el("header", {},
        el("h2", {}, section.title), el("span", { class: "path soft small", title: path }, path), standing(this.saver), this.editor.toggle),
      this.holding.element,
      difference(this.saver, { theirs: _("Theirs, in the file") }),
      this.editor.element, completing(field, quotes), this.citations);
    this.editor.addEventListener("type", () => this.saver.type(field.value));
    this.editor.addEventListener("read", ({ detail }) => this.#cites(detail.cited));
    this.saver.addEventListener("replaced", () => (this.editor.text = this.saver.text));
  }

  /** What is written with the quotations in view holds for these. */
  async #save(asked) {
    const written = await net.send("PUT", "/api/chapter/text", { ...asked, rests: this.holding.now.rests });
    this.dispatchEvent(new CustomEvent("saved"));
    return written;
  }

  #cites(cited) {
    const unknown = cited.filter((each) => !each.document);
    this.cited = cited.filter((each) => each.document).map((each) => each.label);
    const names = unknown.map((each) => each.label).join(", ");
    fill(this.citations,
      this.cited.length > 0 && plural("Cites %(count)s quotation.", "Cites %(count)s quotations.", this.cited.length),
      names && [" ", el("strong", { class: "bad" }, _("Names no quotation of the project:")), " ", names]);
    this.dispatchEvent(new CustomEvent("cited"));
  }
}

async function readProse(text) {
  const { tree, cited } = await net.ask("/api/prose", { text });
  return { nodes: prose(tree, cited), cited };
}
