/**
 * Blanks out what is not code in a JavaScript or TypeScript source: comments, texts, regular
 * expressions. Lengths and line breaks stay, so that places still hold. Code inside `${…}` stays code.
 */

/** Returns the source with every character of comments, texts and regular expressions turned into a space. */
export function stripSource(source: string): string {
  const stripper: Stripper = { source, at: 0, out: '', holes: [] };
  while (stripper.at < source.length) step(stripper);
  return stripper.out;
}

interface Stripper {
  readonly source: string;
  at: number;
  out: string;
  /** For every template whose `${` is open: how many braces are open in it. */
  readonly holes: number[];
}

function step(stripper: Stripper): void {
  const { source, at } = stripper;
  const two = source.slice(at, at + 2);
  if (two === '//') return blank(stripper, endOf(source, '\n', at));
  if (two === '/*') return blank(stripper, endOf(source, '*/', at + 2) + 2);
  const char = source[at];
  if (char === '"' || char === "'") return blank(stripper, endOfText(source, at));
  if (char === '`') return template(stripper, at + 1);
  if (char === '/' && startsRegex(stripper.out)) return blank(stripper, endOfRegex(source, at));
  if (char === '}' && closesHole(stripper)) return template(stripper, at + 1);
  if (char === '{' && stripper.holes.length > 0) stripper.holes[stripper.holes.length - 1] += 1;
  stripper.out += char;
  stripper.at += 1;
}

/** Tells whether this brace ends a `${…}`, and counts it otherwise. */
function closesHole({ holes }: Stripper): boolean {
  if (holes.length === 0) return false;
  if (holes[holes.length - 1] > 0) {
    holes[holes.length - 1] -= 1;
    return false;
  }
  holes.pop();
  return true;
}

/** Blanks template text from `from` up to its end, or up to the next `${`. */
function template(stripper: Stripper, from: number): void {
  const { source } = stripper;
  let at = from;
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      stripper.holes.push(0);
      return blank(stripper, at + 2);
    }
    at += source[at] === '\\' ? 2 : 1;
  }
  blank(stripper, at + 1);
}

function blank(stripper: Stripper, to: number): void {
  const end = Math.min(to, stripper.source.length);
  stripper.out += stripper.source.slice(stripper.at, end).replaceAll(/[^\n]/g, ' ');
  stripper.at = end;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found;
}

function endOfText(source: string, from: number): number {
  const quote = source[from];
  let at = from + 1;
  while (at < source.length && source[at] !== quote && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  let at = from + 1;
  for (; at < source.length && source[at] !== '\n'; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '[') inClass = true;
    else if (source[at] === ']') inClass = false;
    else if (source[at] === '/' && !inClass) break;
  }
  return at + 1;
}

/** A slash divides after a value, and opens a regular expression after anything else. */
function startsRegex(before: string): boolean {
  const tail = before.slice(-40).trimEnd();
  if (tail === '') return true;
  if (/(^|[^\w$.])(return|typeof|case|in|of|void|delete|do|else|yield|await|throw|new)$/.test(tail)) return true;
  return !/[\w$)\]}]$/.test(tail);
}
