"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const list = document.getElementById("panel-quotes");
  const title = document.getElementById("panel-title");
  const count = document.getElementById("panel-count");
  const words = list.dataset;
  const AT_ONCE = 60;
  const placeOf = new Map(data.quotes.map((quote, place) => [quote[1], place]));

  /** "3-5 8" as [3, 4, 5, 8]. */
  function places(text) {
    return text.split(" ").filter(Boolean).flatMap((run) => {
      const [first, last] = run.split("-").map(Number);
      return Array.from({ length: (last ?? first) - first + 1 }, (_, step) => first + step);
    });
  }

  function element(name, className, ...inside) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }

  function link(text, anchor, className) {
    const made = element("a", className, text);
    made.href = "#" + anchor;
    return made;
  }

  function figure(place) {
    const [label, anchor, document_, shown, verbatim, released, codes, coders] = data.quotes[place];
    const [, where, round, who, date] = data.documents[document_];
    const caption = element("figcaption", "");
    caption.append(link(label, anchor, "label"), " · " + [where, who, round, date].filter(Boolean).join(" · "));
    caption.append(" · ", element("span", "how", verbatim ? words.cited : words.summarised));
    const home = document.querySelector(`main .case [data-n="${place}"]`);
    if (home) caption.append(" · ", goTo(home));
    const tags = element("span", "codes", ...codes.flatMap((code) => [element("span", "", data.codes[code]), " "]));
    const by = coders.map((coder) => data.coders[coder]).join(", ");
    if (by) tags.append(element("i", "", words.coder + by));
    caption.append(tags);
    const made = element("figure", `quote ${verbatim ? "citaat" : "summed"}${released ? " released" : ""}`);
    made.append(element("blockquote", "", shown), caption);
    return made;
  }

  function goTo(home) {
    const button = element("button", "go", words.place);
    button.type = "button";
    button.addEventListener("click", () => {
      panel.close();
      for (let each = home.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
      home.scrollIntoView({ block: "center" });
      home.classList.add("found");
      setTimeout(() => home.classList.remove("found"), 2500);
    });
    return button;
  }

  function fill(chosen) {
    list.append(...chosen.slice(0, AT_ONCE).map(figure));
    if (chosen.length <= AT_ONCE) return;
    const more = element("button", "more", `${words.more} (${chosen.length - AT_ONCE})`);
    more.type = "button";
    more.addEventListener("click", () => {
      more.remove();
      fill(chosen.slice(AT_ONCE));
    });
    list.append(more);
  }

  function show(chosen, heading) {
    title.textContent = heading;
    count.textContent = chosen.length === 1 ? words.one : words.many.replace("#", chosen.length);
    list.replaceChildren();
    fill(chosen);
    if (!panel.open) panel.showModal();
    list.scrollTop = 0;
    title.focus();
  }

  function showAnchor(anchor) {
    const place = placeOf.get(anchor);
    if (place === undefined) return false;
    show([place], data.quotes[place][0]);
    history.replaceState(null, "", "#" + anchor);
    return true;
  }

  function fromHash() {
    let anchor = location.hash.slice(1);
    try {
      anchor = decodeURIComponent(anchor);
    } catch {
      return;
    }
    if (anchor.startsWith("q-")) showAnchor(anchor);
  }

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-q]");
    if (cell && cell.dataset.q) return show(places(cell.dataset.q), cell.dataset.t);
    const to = event.target.closest('a[href^="#q-"]');
    if (to && showAnchor(decodeURIComponent(to.getAttribute("href").slice(1)))) event.preventDefault();
    if (event.target === panel) panel.close();
  });
  document.addEventListener("keydown", (event) => {
    const point = event.target.closest?.("g[data-q]");
    if (point && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(places(point.dataset.q), point.dataset.t);
    }
  });
  document.getElementById("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => {
    if (location.hash.startsWith("#q-")) history.replaceState(null, "", location.pathname + location.search);
  });
  window.addEventListener("hashchange", fromHash);
  fromHash();

  /** The contents show where the reader is. */
  const links = new Map([...document.querySelectorAll(".contents a")].map((each) => [each.hash.slice(1), each]));
  const watch = new IntersectionObserver((seen) => {
    for (const each of seen.filter((one) => one.isIntersecting)) {
      for (const other of links.values()) other.removeAttribute("aria-current");
      links.get(each.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) watch.observe(target);
  }
})();
