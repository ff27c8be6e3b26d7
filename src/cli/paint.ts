/** Colour where there is a terminal that shows it, and the signs that say the same without colour. */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof codes;

export type Paint = (colour: Colour, text: string) => string;

export function paintFor(hasColour: boolean): Paint {
  return (colour, text) => (hasColour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text);
}

const plainSigns: Readonly<Record<string, string>> = {
  '✔': 'ok', '✖': 'x', '!': '!', '·': '-', '–': '-', '−': '-', '…': '...', '≥': '>=', '≤': '<=', '→': '->', '←': '<-',
  '│': '|', '┌': '+', '└': '`', '├': '+', '─': '-', '█': '#', '░': '.', '²': '2', '√': 'sqrt ', '’': "'", '“': '"', '”': '"',
  '÷': '/', '×': 'x', 'Σ': 'sum', 'µ': 'u', '\u00a0': ' ', '\u202f': ' ',
};

/** Returns text in ASCII for terminals that show nothing else; letters that have no likeness become "?". */
export function plainText(text: string): string {
  return Array.from(text, (letter) => ((letter.codePointAt(0) ?? 0) < 0x7f ? letter : (plainSigns[letter] ?? '?'))).join('');
}

/** Returns text in which control characters of data cannot command the terminal. */
export function harmless(text: string): string {
  return Array.from(text, (letter) => (isControl(letter) ? '\uFFFD' : letter)).join('');
}

function isControl(letter: string): boolean {
  const point = letter.codePointAt(0) ?? 0;
  const isOrder = point < 0x20 || (point >= 0x7f && point < 0xa0);
  const turnsDirection = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  return (isOrder && letter !== '\n' && letter !== '\t') || turnsDirection;
}
