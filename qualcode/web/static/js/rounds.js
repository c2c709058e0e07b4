// Rounds of interviews, whatever a project calls them: how one is called, and in which order they come.

import { _ } from "./words.js";

const NUMBER = /^\d+$/;

/** "round 3"; one that is no number as it stands. */
export function roundText(round) {
  return NUMBER.test(round) ? _("round %(round)s", { round }) : round;
}

/** The same at the beginning of a line. */
export function roundTitle(round) {
  return NUMBER.test(round) ? _("Round %(round)s", { round }) : round.charAt(0).toUpperCase() + round.slice(1);
}

/** Puts rounds in the order that the project's settings give; those that do not stand there come after them. */
export function settled({ rounds }) {
  const place = (round) => (rounds.includes(round) ? rounds.indexOf(round) : rounds.length);
  return (one, other) => place(one) - place(other);
}
