// What a page shows, kept in its address: it can be sent on, and the back button goes back to it.

/** The values in the address, with what is usual where it says nothing; a list where the usual is one. */
export function readAddress(usual) {
  const said = new URLSearchParams(location.search);
  return Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, read(said, name, value)]));
}

function read(said, name, usual) {
  if (Array.isArray(usual)) return said.getAll(name);
  return said.get(name) ?? usual;
}

/** Values as the words of an address: what is usual is left out, a list is said value by value. */
export function asWords(values, usual) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const each of value) words.append(name, each);
    else if (value !== usual[name]) words.append(name, value);
  }
  return words;
}

/** Put values in the address; with `back` the back button comes here again. */
export function writeAddress(values, usual, { back = false } = {}) {
  const words = asWords(values, usual).toString();
  const address = words ? `?${words}` : location.pathname;
  if (address === (location.search || location.pathname)) return;
  history[back ? "pushState" : "replaceState"](history.state, "", address);
}
