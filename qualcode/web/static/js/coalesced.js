// Reading anew what a page shows: once for what comes together, and not while nobody looks at it.

import { Gone, net } from "./net.js";
import { complain } from "./say.js";

/** Work that is asked for while it is under way is done once more after it, and not twice at a time. */
export function coalesced(work) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work().catch((error) => error instanceof Gone || complain(error)); // that it is gone is said at the top
    } while (again);
    running = null;
  };
  return () => {
    again = running !== null;
    running ??= run();
    return running;
  };
}

/** Do this, coalesced, whenever somebody else changed something; in a hidden tab when it is looked at again. */
export function follow(work) {
  const run = coalesced(work);
  let missed = false;
  net.addEventListener("version", () => {
    missed = document.hidden;
    if (!missed) run();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !missed) return;
    missed = false;
    run();
  });
}
