// What may be changed among quotations: another code, a new code split off, marks, comments, and back again.

import { ask, askText, show } from "../dialog.js";
import { picker } from "../codes.js";
import { all, el, fill } from "../dom.js";
import { net } from "../net.js";
import { placeOf } from "../quotes.js";
import { complain, say, trying } from "../say.js";
import { _, plural } from "../words.js";
import { tagsAbout } from "./sorting.js";

/** Give one's own codings of these quotations another code; resolves to whether anything was changed. */
export async function recode(quotes, { about, codes, project }) {
  const tags = quotes.flatMap((quote) => tagsAbout(quote, about));
  const own = tags.filter((tag) => tag.coder === project.coder);
  const others = quotes.filter((quote) => quote.coder !== project.coder);
  if (!own.length) return others.length ? ofOthers(others) : complain(new Error(_("There is no coding of yours here.")));
  const from = sources(own, codes);
  let chosen = null;
  const onpick = (code) => {
    chosen = code;
    field.input.form.requestSubmit();
  };
  const field = picker(codes, { label: _("The code they are to have"), onpick });
  const body = [from.element, field.element, others.length > 0 && remark(others)];
  const title = plural("Another code for %(count)s coding", "Another code for %(count)s codings", own.length);
  const read = async () => {
    const target = chosen ?? field.value();
    chosen = null;
    if (!target) throw new Error(_("Choose a code."));
    const meant = own.filter((tag) => from.chosen().has(tag.code));
    if (!meant.length) throw new Error(_("Choose which codings are to change."));
    const codings = Object.fromEntries(meant.map((tag) => [tag.id, tag.code]));
    await net.send("POST", "/api/quotations/recode", { codings, code: target.id });
    say(plural("%(count)s coding is now %(code)s.", "%(count)s codings are now %(code)s.", meant.length, { code: codes.short(target.id) }));
    return true;
  };
  return (await ask({ title, body, yes: _("Recode"), read })) === true;
}

/** The codes that codings have now; where there are several, boxes to choose which are meant. */
function sources(tags, codes) {
  const counts = Map.groupBy(tags, (tag) => tag.code);
  if (counts.size === 1) {
    return { element: el("p", {}, _("Now: %(code)s", { code: codes.get(tags[0].code).path })), chosen: () => new Set(counts.keys()) };
  }
  const boxes = [...counts].map(([id, inside]) =>
    el("label", { class: "line" }, el("input", { type: "checkbox", value: id, checked: true }), codes.get(id).path,
      el("span", { class: "soft" }, String(inside.length))));
  const element = el("fieldset", {}, el("legend", {}, _("Which codings")), boxes);
  return { element, chosen: () => new Set(all("input:checked", element).map((each) => each.value)) };
}

const named = (quotes) => [...new Set(quotes.map((each) => each.coder))].join(", ");

/** Say that quotations of others are changed in a review, and where that is. */
function remark(others) {
  const first = others[0];
  const whose = plural(
    "%(count)s quotation is the work of %(coder)s and stays as it is.",
    "%(count)s quotations are the work of %(coder)s and stay as they are.", others.length, { coder: named(others) });
  const review = `/review?${new URLSearchParams({ document: first.document })}`;
  return el("p", { class: "small soft" }, whose, " ",
    el("a", { href: review }, _("Change another coder's codings in a review, with a comment.")));
}

async function ofOthers(others) {
  await show({ title: _("The work of another coder"), body: remark(others) });
  return false;
}

/** Split codings of these quotations off to a new code; resolves to whether that was done. */
export async function split(quotes, { about, codes, code }) {
  const tags = quotes.flatMap((quote) => tagsAbout(quote, about));
  const counts = Map.groupBy(tags, (tag) => tag.code);
  if (!counts.size) return false;
  const usual = counts.has(code) ? code : [...counts].sort(([, one], [, other]) => other.length - one.length)[0][0];
  const form = splitForm(counts, usual, codes);
  const read = async () => {
    const done = await net.send("POST", "/api/quotations/split", { ...form.asked(), dry_run: false });
    const { name } = form.asked();
    say(plural("%(count)s coding has the code %(name)s now.", "%(count)s codings have the code %(name)s now.", done.codings, { name }));
    return true;
  };
  const answer = ask({ title: _("A new code for the chosen quotations"), body: form.element, yes: _("Split"), read });
  form.preview();
  return (await answer) === true;
}

function splitForm(counts, usual, codes) {
  const name = el("input", { autofocus: true, maxlength: "200", autocomplete: "off" });
  const below = el("input", { type: "checkbox" });
  const because = el("textarea", { rows: 2, maxlength: "10000" });
  const from = el("select", {}, [...counts].map(([id, inside]) =>
    el("option", { value: id, selected: id === usual }, `${codes.get(id).path} (${inside.length})`)));
  const shown = el("p", { class: "preview", role: "status" });
  const asked = () => ({
    code: from.value, name: name.value.trim(), codings: counts.get(from.value).map((tag) => tag.id), below: below.checked,
    because: because.value,
  });
  let waiting = 0;
  const preview = async () => {
    if (!name.value.trim()) return fill(shown, _("Give the new code a name."));
    try {
      const touched = await net.send("POST", "/api/quotations/split", { ...asked(), dry_run: true }, { trial: true });
      fill(shown, previewed(touched, asked(), codes));
    } catch (error) {
      fill(shown, el("span", { class: "bad" }, error.message));
    }
  };
  for (const field of [name, below, from]) {
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(preview, 250);
    });
  }
  const element = [
    counts.size > 1
      ? el("label", { class: "field" }, _("Codings of"), from)
      : el("p", {}, _("From: %(code)s", { code: codes.get(usual).path })),
    el("label", { class: "field" }, _("Name of the new code"), name),
    el("label", { class: "line" }, below, _("Below the old code, not beside it")),
    el("label", { class: "field" }, _("Why (kept with the decision)"), because),
    shown,
  ];
  return { element, asked, preview };
}

function previewed(touched, { code, name }, codes) {
  const from = codes.get(code);
  const what = plural(
    "%(count)s coding goes from %(from)s to %(name)s", "%(count)s codings go from %(from)s to %(name)s", touched.codings,
    { from: from.name, name });
  const where = plural("in %(count)s document", "in %(count)s documents", touched.documents);
  const who = plural("by %(count)s coder", "by %(count)s coders", touched.coders);
  return `${what}, ${where}, ${who}.`;
}

/** Set or take away a mark ("verbatim" or "released") of these quotations; all get what the first does not have. */
export function mark(quotes, name) {
  const wanted = !quotes[0][name];
  return trying(async () => {
    for (const quote of quotes.filter((each) => each[name] !== wanted)) {
      take(quote, await net.send("PATCH", `/api/quotations/${quote.id}`, { [name]: wanted }, { keep: true }));
    }
    return true;
  });
}

/** Write a comment on a quotation of one's own. */
export async function comment(quote) {
  const title = _("Comment on %(label)s", { label: quote.label });
  const text = await askText({ title, label: _("Comment"), value: quote.comment, lines: 4 });
  if (text === null || text === quote.comment) return false;
  return trying(async () => {
    take(quote, await net.send("PATCH", `/api/quotations/${quote.id}`, { comment: text, was_comment: quote.comment }, { keep: true }));
    return true;
  });
}

/** Take over what a change left of a quotation. */
function take(quote, laid) {
  const now = laid.passages.find((each) => each.id === quote.id);
  if (now) Object.assign(quote, now);
}

/** Take back what was done last, or do it again. */
export function back(again = false) {
  return trying(async () => {
    const done = await net.send("POST", again ? "/api/redo" : "/api/undo");
    const what = done.summary || done.what;
    say(again ? _("Done again: %(what)s", { what }) : _("Taken back: %(what)s", { what }));
    return true;
  });
}

/** Open a quotation in its text. */
export function openText(quote) {
  location.assign(placeOf(quote));
}
