// A few tabs in one place; what is in one is read when it is shown.

import { el, fill } from "../dom.js";
import { trying } from "../say.js";

/** Tabs of { name, label, panel: { host, show() } }; gives the element and `again()`, to show anew what is shown. */
export function tabs(list, label) {
  const kept = sessionStorage.getItem("qualcode codebook tab");
  let shown = list.find((each) => each.name === kept) ?? list[0];
  const buttons = list.map((each) =>
    el(
      "button",
      { type: "button", role: "tab", id: `tab-${each.name}`, "aria-controls": `panel-${each.name}`, onclick: () => choose(each) },
      each.label,
    ),
  );
  const panels = list.map((each) =>
    el("div", { role: "tabpanel", id: `panel-${each.name}`, "aria-labelledby": `tab-${each.name}`, tabindex: "0" }, each.panel.host),
  );
  const bar = el("div", { role: "tablist", "aria-label": label, onkeydown: step }, buttons);

  function choose(each) {
    shown = each;
    sessionStorage.setItem("qualcode codebook tab", each.name);
    list.forEach((one, at) => {
      buttons[at].setAttribute("aria-selected", String(one === each));
      buttons[at].tabIndex = one === each ? 0 : -1;
      panels[at].hidden = one !== each;
    });
    return trying(() => each.panel.show());
  }

  function step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = (list.indexOf(shown) + way + list.length) % list.length;
    choose(list[next]);
    buttons[next].focus();
  }

  const element = fill(el("div", { class: "tabs" }), bar, panels);
  return { element, again: () => choose(shown) };
}
