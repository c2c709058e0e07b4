// Making elements. Texts become text nodes and never HTML: the page's policy refuses innerHTML altogether.

/**
 * An element: el("button", { class: "main", onclick: save }, "Save"). Properties that begin with "on" are listeners,
 * "style" is an object of CSS properties (custom ones too), "data" an object for the dataset, true an empty attribute;
 * null, undefined and false are left out, among the children too.
 */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) set(made, key, value);
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

function set(made, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
  else if (key === "style") for (const [name, each] of Object.entries(value)) made.style.setProperty(name, each);
  else if (key === "data") Object.assign(made.dataset, value);
  else if (key === "value") made.value = value;
  else if (key === "checked") made.checked = value;
  else made.setAttribute(key, value === true ? "" : value);
}

export const find = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Put these in the place of what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

const ALLOWED = new Set(["p", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "s", "table", "thead", "tbody", "tr", "th", "td"]);

/**
 * Elements for Markdown that the server has parsed: texts, and [name, [children]] of the allowed names. `made` may make
 * elements of its own for other names: { cite: (children, ...more) => element }.
 */
export function markdown(tree, made = {}) {
  return tree.map((node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const [name, children, ...more] = node;
    if (Object.hasOwn(made, name)) return made[name](children, ...more);
    return el(ALLOWED.has(name) ? name : "span", {}, markdown(children, made));
  });
}
