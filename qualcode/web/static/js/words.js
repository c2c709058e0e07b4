// What the page says, in its language: _("%(count)s documents", { count: 3 }).

const start = JSON.parse(document.getElementById("start").textContent);

/** How the page was opened: page, coder, blind, language, choose. */
export const opened = start;

/** A sentence in the page's language, with %(names)s filled in. */
export function _(message, values) {
  const found = start.words[message];
  return filled(typeof found === "string" && found ? found : message, values);
}

/** The sentence for a count, which it may name as %(count)s. */
export function plural(one, many, count, values) {
  const found = start.words[one];
  const forms = Array.isArray(found) && found.every(Boolean) ? found : [one, many];
  return filled(forms[count === 1 ? 0 : 1], { count, ...values });
}

/** A number with at most so many decimals, as the language writes it. */
export function number(value, digits = 1) {
  return new Intl.NumberFormat(start.language, { maximumFractionDigits: digits }).format(value);
}

/** An ISO day or time in words. */
export function day(iso) {
  const when = new Date(iso.length === 10 ? `${iso}T12:00:00` : iso);
  if (Number.isNaN(when.valueOf())) return iso;
  return new Intl.DateTimeFormat(start.language, { day: "numeric", month: "long", year: "numeric" }).format(when);
}

function filled(text, values) {
  return values ? text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text;
}
