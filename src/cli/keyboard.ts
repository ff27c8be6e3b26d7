/** Keys as a person presses them, one after another; the terminal is given back as it was. */

export interface Keyboard {
  /** Returns the next key, as the terminal sends it; `undefined` once nobody presses any more. */
  next(): Promise<string | undefined>;
  close(): void;
}

/** Opens the keyboard of a terminal; absent where there is none. */
export type OpenKeyboard = () => Keyboard;

/** What terminals send, in words. */
const words: Readonly<Record<string, string>> = {
  '\u001b[D': 'left', '\u001b[C': 'right', '\u001b[A': 'up', '\u001b[B': 'down', '\u001b[H': 'home', '\u001b[F': 'end', '\u001b[5~': 'page-up', '\u001b[6~': 'page-down', '\u001b[1~': 'home', '\u001b[4~': 'end',
  '\u001bOD': 'left', '\u001bOC': 'right', '\u001bOA': 'up', '\u001bOB': 'down', '\u001bOH': 'home', '\u001bOF': 'end', '\u0003': 'stop', '\u001b': 'q', ' ': 'space',
};

/** Returns the keys in what a terminal sent at once. */
export function keysIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|[^\u001b]/gu), ([sent]) => words[sent] ?? sent);
}

export function keyboardOf(stdin: NodeJS.ReadStream): Keyboard {
  const pressed: string[] = [];
  let wake = (): void => undefined;
  let isClosed = false;
  const hear = (sent: Buffer): void => {
    pressed.push(...keysIn(sent.toString('utf8')));
    wake();
  };
  stdin.setRawMode(true);
  stdin.on('data', hear);
  stdin.resume();
  return {
    async next() {
      while (pressed.length === 0 && !isClosed) await new Promise<void>((resolve) => (wake = resolve));
      return pressed.shift();
    },
    close() {
      isClosed = true;
      wake();
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
