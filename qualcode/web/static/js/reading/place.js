// Where somebody is: the document, the passage or words, how far the text is scrolled. The address follows, and loading
// the page anew comes back to the same place.

const KEPT = "qualcode place";
const SOON = 250;

/** The place that the page was opened at: that of the address, or where it was left. */
export function openedAt() {
  const asked = new URLSearchParams(location.search);
  if (history.state?.document) return history.state;
  if (!asked.has("document")) return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  const place = { document: asked.get("document"), at: asked.get("at") ?? "" };
  const [start, end] = [asked.get("start"), asked.get("end")].map((each) => (each === null ? null : Number(each)));
  return Number.isInteger(start) && Number.isInteger(end) && end > start ? { ...place, selection: { start, end } } : place;
}

/** Keep the place that `now` gives, soon after each call of what this gives back, and when the page is left. */
export function keeping(now) {
  let timer = 0;
  const keep = () => {
    clearTimeout(timer);
    const place = now();
    if (!place.document) return;
    const address = new URLSearchParams({ document: place.document, ...(place.at ? { at: place.at } : {}) });
    history.replaceState(place, "", `/?${address}`);
    sessionStorage.setItem(KEPT, JSON.stringify(place));
  };
  addEventListener("pagehide", keep);
  return () => {
    clearTimeout(timer);
    timer = setTimeout(keep, SOON);
  };
}
