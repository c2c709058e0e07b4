// The differences page: where coders who coded blind differ, and what is decided about it.

import { el, find } from "../dom.js";
import { begin } from "../page.js";
import { ResolvingDesk } from "../reviewing/resolving.js";

const about = await begin();

try {
  await new ResolvingDesk({ about }).open();
} catch (error) {
  find("#differences").hidden = true;
  find("#main").append(el("p", { class: "notice refusal" }, error.message));
}
