/** Patterns of keys: `*` stands for any number of characters, everything else for itself. */

/** Tells whether a key has the shape of the pattern, in time linear in both but for the stars. */
export function matchesGlob(pattern: string, key: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let restart = 0;
  while (at < key.length) {
    if (place < pattern.length && pattern[place] === '*') {
      star = place;
      restart = at;
      place += 1;
    } else if (place < pattern.length && pattern[place] === key[at]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      restart += 1;
      at = restart;
      place = star + 1;
    } else return false;
  }
  while (place < pattern.length && pattern[place] === '*') place += 1;
  return place === pattern.length;
}
