/**
 * Topics are paths (`bars/SPX`); agents listen to patterns of them. Patterns are compared once per
 * topic and then cached by the routes, so clarity beats speed here.
 */

/** Tells whether a topic matches: `*` stands for exactly one part, a final `**` for any number of parts. */
export function matchesTopic(pattern: string, topic: string): boolean {
  const wanted = pattern.split('/');
  const found = topic.split('/');
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i] === '**' && i === wanted.length - 1) return true;
    if (i >= found.length) return false;
    if (wanted[i] !== '*' && wanted[i] !== found[i]) return false;
  }
  return wanted.length === found.length;
}
