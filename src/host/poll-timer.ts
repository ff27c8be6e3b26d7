/** Looking again and again at what another process does. Wall time, so only for followers of a log. */

const LOOK_EVERY_MS = 100;

/** Calls `look` about ten times a second, and returns what ends it. */
export function startPolling(look: () => void): () => void {
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
