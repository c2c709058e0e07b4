// The analysis sessions: the one that is open, those that were, and what was decided in them.

import { ask } from "../dialog.js";
import { el, fill } from "../dom.js";
import { net } from "../net.js";
import { trying } from "../say.js";
import { _, day, plural } from "../words.js";

/** Fill a place with the sessions; `may` says whether one can be begun or ended here. */
export class Sessions {
  constructor(host, { about, may, onchanged }) {
    Object.assign(this, { host, about, may, onchanged });
  }

  async show() {
    const { sessions, outside } = await net.get("/api/codebook/sessions");
    const open = sessions.find((each) => !each.session.closed);
    const buttons =
      this.may &&
      (open
        ? el("button", { type: "button", onclick: () => this.#end(open.session) }, _("End the session …"))
        : el("button", { type: "button", class: "main", onclick: () => this.#begin() }, _("Begin a session …")));
    const before = sessions.filter((each) => each !== open).reverse();
    fill(
      this.host,
      open
        ? flow(open, true)
        : el("p", { class: "soft" }, _("No analysis session is open. What is changed in one, is kept together with the reasons.")),
      buttons && el("p", {}, buttons),
      before.map((each) => el("details", {}, el("summary", {}, heading(each.session)), flow(each, false))),
      outside.length
        ? el(
            "details",
            {},
            el("summary", {}, plural("%(count)s change outside sessions", "%(count)s changes outside sessions", outside.length)),
            decided(outside),
          )
        : null,
    );
  }

  async #begin() {
    const reason = el("input", { autofocus: true, autocomplete: "off" });
    const held = el("input", { type: "date", value: today() });
    const boxes = this.about.coders.map((name) => el("input", { type: "checkbox", value: name, checked: name === this.about.coder }));
    const others = el("input", { autocomplete: "off" });
    const body = el(
      "div",
      {},
      el("label", { class: "field" }, _("Why you meet"), reason),
      el(
        "fieldset",
        {},
        el("legend", {}, _("Who takes part")),
        boxes.map((box) => el("label", {}, box, box.value)),
        el("label", { class: "field" }, _("Others, with commas between"), others),
      ),
      el("label", { class: "field" }, _("The day it is held"), held),
    );
    const read = () => {
      if (!reason.value.trim()) throw new Error(_("Say in a few words why you meet."));
      const participants = [
        ...boxes.filter((box) => box.checked).map((box) => box.value),
        ...others.value
          .split(",")
          .map((each) => each.trim())
          .filter(Boolean),
      ];
      return net.send("POST", "/api/codebook/sessions", { reason: reason.value, participants, day: held.value });
    };
    if (await ask({ title: _("Begin an analysis session"), body, yes: _("Begin"), read })) this.onchanged();
  }

  async #end(session) {
    const body = el("p", {}, _("Changes of the tree that follow, belong to “%(reason)s” no more.", { reason: session.reason }));
    const read = () => net.send("POST", "/api/codebook/sessions/end");
    if (await ask({ title: _("End the session"), body, yes: _("End it"), read })) await trying(() => this.onchanged());
  }
}

function heading(session) {
  return [session.reason, el("span", { class: "soft small" }, ` ${day(session.day)}`)];
}

/** A session in numbers, with what was decided. */
function flow(each, headed) {
  const { session } = each;
  const people = session.participants.join(", ");
  return el(
    "section",
    { class: "session" },
    headed && el("h3", {}, heading(session)),
    people && el("p", { class: "small" }, _("With %(people)s", { people })),
    el("p", { class: "small soft" }, numbers(each)),
    each.decisions.length ? decided(each.decisions, session.day) : el("p", { class: "soft small" }, _("Nothing was changed in it yet.")),
  );
}

/** What a session did with the codes, as a line. */
function numbers({ codes, open_codes: open, merged, into, promoted, split, made, retired, moved, renamed, redefined }) {
  const parts = [
    merged && _("%(merged)s merged into %(into)s", { merged, into }),
    promoted && _("%(count)s promoted", { count: promoted }),
    split && _("%(count)s split off", { count: split }),
    made && _("%(count)s new", { count: made }),
    retired && _("%(count)s retired", { count: retired }),
    moved && _("%(count)s moved", { count: moved }),
    renamed && _("%(count)s renamed", { count: renamed }),
    redefined && _("%(count)s written anew", { count: redefined }),
  ].filter(Boolean);
  const [before, after] = [0, 1].map((at) => _("%(codes)s codes (%(open)s open)", { codes: codes[at], open: open[at] }));
  return [before, ...(parts.length ? [parts.join(", ")] : []), after].join(" → ");
}

/** Decisions with their reasons, the last first; the day is said where it is not `held`. */
function decided(decisions, held = "") {
  return el(
    "ol",
    { class: "decisions" },
    [...decisions]
      .reverse()
      .map((each) =>
        el(
          "li",
          {},
          el("span", { lang: "en" }, each.summary || each.what),
          each.remark && el("span", { class: "remark" }, ` — ${each.remark}`),
          el(
            "span",
            { class: "soft small" },
            ` ${[each.who, each.created.startsWith(held || "-") ? "" : day(each.created)].filter(Boolean).join(", ")}`,
          ),
        ),
      ),
  );
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}
