// What the parts of a code, and the differences between two versions, are called.

import { _, number, plural } from "../words.js";

/** The fields of a code, by their name. */
export const LABELS = {
  name: _("Name"),
  definition: _("Definition"),
  include: _("Use it when"),
  exclude: _("Do not use it when"),
  examples: _("Examples"),
  keywords: _("Keywords"),
  rule: _("Rule"),
  color: _("Colour"),
  specify: _("Specification"),
  grade: _("Grade"),
  applies: _("Applies to"),
};

export const EXAMPLES = { typical: _("Typical"), atypical: _("Atypical"), "close but no": _("Close, but no") };

const KINDS = {
  added: _("New"),
  split: _("Split off"),
  promoted: _("Promoted"),
  merged: _("Merged"),
  retired: _("Retired"),
  removed: _("Removed"),
  restored: _("Restored"),
  renamed: _("Renamed"),
  moved: _("Moved"),
  "definition changed": _("Written anew"),
  reordered: _("Reordered"),
};

export function kindName(what) {
  return KINDS[what] ?? what;
}

/** One difference between two versions, as a sentence. */
export function told({ what, path, was, other, open, part, fields }) {
  const names = {
    code: path,
    was,
    other,
    fields: (fields ?? [])
      .map((name) => LABELS[name] ?? name)
      .join(", ")
      .toLowerCase(),
  };
  if (what === "added") return open ? _("%(code)s is new, as an open code", names) : _("%(code)s is new", names);
  if (part) return _("Part of %(other)s went to %(code)s", names);
  if (what === "split") return _("%(code)s was split off from %(other)s", names);
  if (what === "promoted") return other ? _("%(code)s was a specification of %(other)s", names) : _("%(code)s was an open code", names);
  if (what === "merged") return _("%(code)s was merged into %(other)s", names);
  if (what === "retired") return _("%(code)s was retired", names);
  if (what === "removed") return _("%(code)s was removed", names);
  if (what === "restored") return _("%(code)s is in use again", names);
  if (what === "renamed") return _("%(was)s is now called %(code)s", names);
  if (what === "moved") return _("%(was)s now stands at %(code)s", names);
  if (what === "definition changed") return _("%(code)s was written anew: %(fields)s", names);
  return _("The order of the codes changed");
}

/** What a change touches, as sentences. */
export function reach({ codings, documents, coders, reread, carrying }) {
  const counts = {
    codings: plural("%(count)s coding", "%(count)s codings", codings),
    documents: plural("%(count)s document", "%(count)s documents", documents),
    coders: plural("%(count)s coder", "%(count)s coders", coders),
  };
  const touches = codings ? _("It touches %(codings)s in %(documents)s by %(coders)s.", counts) : _("It touches no coding.");
  if (!reread) return [touches, _("Nothing is to be read again for it.")];
  const again = plural("%(count)s document is then to be read again", "%(count)s documents are then to be read again", reread);
  const many = { again, many: number(carrying) };
  return [
    touches,
    carrying ? _("%(again)s; %(many)s with codings of what changes.", many) : _("%(again)s; none has codings of what changes.", many),
  ];
}
