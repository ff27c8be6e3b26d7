/**
 * A cheap upper bound of how deep a YAML or JSON text nests, taken before it is parsed: a parser that
 * recurses can be killed by a text of ten thousand brackets, and then nobody gets a message.
 */

/** Beyond this bound a text is not parsed at all. */
export const NESTING_PARSED_MAX = 400;
/** Beyond this depth a parsed value is refused. */
export const NESTING_MAX = 64;

/** Returns a depth that the text certainly does not exceed; brackets in quoted text count too. */
export function nestingBound(text: string): number {
  let brackets = 0;
  let deepest = 0;
  const indents: number[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const markers = compactMarkers(line);
    const indent = line.length - line.trimStart().length;
    while (indents.length > 0 && (indents[indents.length - 1] ?? 0) >= indent) indents.pop();
    if (line.trim() !== '') indents.push(indent);
    for (const letter of line) {
      if (letter === '[' || letter === '{') brackets++;
      else if ((letter === ']' || letter === '}') && brackets > 0) brackets--;
      deepest = Math.max(deepest, brackets + indents.length + markers);
    }
  }
  return deepest;
}

/** Returns how often "- ", "? " or ": " stands before the first other word of the line. */
function compactMarkers(line: string): number {
  let count = 0;
  for (const word of line.trimStart().split(/\s+/)) {
    if (word !== '-' && word !== '?' && word !== ':') break;
    count++;
  }
  return count;
}
