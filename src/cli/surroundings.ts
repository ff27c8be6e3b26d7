/** What the command line needs of the machine, as a port: a test gives its own. */

import type { OpenKeyboard } from './keyboard.js';

export interface TextSink {
  readonly isTerminal: boolean;
  /** Width in columns; `undefined` where there is none. */
  readonly columns: number | undefined;
  /** Height in lines; absent where there is none, or nobody asks. */
  readonly rows?: number | undefined;
  write(text: string): void;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly out: TextSink;
  readonly err: TextSink;
  /** Milliseconds that only go forward, for rates and redraws. */
  readonly clockMs: () => number;
  /** Raised when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Keys as they are pressed; absent where nobody sits. */
  readonly openKeyboard?: OpenKeyboard;
}
