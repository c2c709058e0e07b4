// A code as it was given: its colour and name, with its grade and specification.

import { el } from "../dom.js";
import { _ } from "../words.js";

/** Something that carries a code, a value and a specification, in one line. */
export function chip(codes, { code, value = "", specification = "" }) {
  return el("span", { class: "chip", title: codes.get(code)?.path },
    el("span", { class: "dot", style: { "--code": codes.color(code) } }),
    el("span", { class: "name" }, breakable(codes.short(code) || _("(a code that is gone)"))),
    value && [" ", el("strong", { class: "grade" }, value)],
    specification && el("span", { class: "specification" }, " · ", specification));
}

/** A path may go on in the next line after each of its parts. */
function breakable(path) {
  return path.split(/(?<=\/)/).map((part, at) => [at > 0 && el("wbr"), part]);
}

/** The same as a text. */
export function said(codes, { code, value = "", specification = "" }) {
  return [codes.short(code), value, specification].filter(Boolean).join(" ");
}
