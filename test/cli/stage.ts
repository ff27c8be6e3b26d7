/** A stage for the command line: a directory of its own, terminals made of text, and a clock that stands still. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keyboard } from '../../src/cli/keyboard.js';
import { runCommandLine } from '../../src/cli/command-line.js';

export interface Spoken {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface SpeakOptions {
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Pressed one after another; then nobody presses any more. */
  readonly keys?: readonly string[];
  readonly rows?: number;
}

export interface Stage {
  readonly directory: string;
  /** Runs `hivetape …words` there. */
  run(words: readonly string[], options?: SpeakOptions): Promise<Spoken>;
  write(path: string, text: string): void;
  clear(): void;
}

export function openStage(): Stage {
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-cli-'));
  return {
    directory,
    write: (path, text) => writeFileSync(join(directory, path), text),
    clear: () => rmSync(directory, { recursive: true, force: true }),
    async run(words, { terminal = false, columns = 80, env = {}, signal = new AbortController().signal, keys, rows } = {}) {
      const texts = { out: '', err: '' };
      const sink = (name: 'out' | 'err') => ({
        isTerminal: terminal,
        columns: terminal ? columns : undefined,
        rows,
        write: (text: string) => {
          texts[name] += text;
        },
      });
      const code = await runCommandLine(words, { env, cwd: directory, out: sink('out'), err: sink('err'), clockMs: () => 0, signal, ...(keys === undefined ? {} : { openKeyboard: () => keyboardOf(keys) }) });
      return { code, ...texts };
    },
  };
}

function keyboardOf(keys: readonly string[]): Keyboard {
  const left = [...keys];
  return { next: () => Promise.resolve(left.shift()), close: () => undefined };
}

/** Two hundred bars of a random walk, one trader. */
export const smallScenario = `hivetape: 1
name: small
seed: 7
data:
  - instrument: WALK
    walk: { bars: 200, volatility: 0.01 }
venue: { participation: full }
risk: { exposureMax: 1000, concentrationMax: 1000, valueAtRiskMax: 1000, drawdownMax: 1 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 3, slowBars: 8 } }
`;

/** A swarm that votes, on six hundred bars. */
export const swarmScenario = `hivetape: 1
name: swarm
seed: 11
data:
  - instrument: WALK
    walk: { bars: 600, volatility: 0.01, barDuration: 1d }
venue: { participation: full, account: margin, fees: { bps: 1 } }
risk: { exposureMax: 1, concentrationMax: 1, valueAtRiskMax: 1, drawdownMax: 1 }
agents:
  momentum: { kind: momentum, options: { bars: 20, trendBars: 10 } }
  breakout: { kind: breakout, options: { bars: 20 } }
  council: { kind: council, options: { members: { momentum: 0.6, breakout: 0.4 } } }
  trader: { kind: trader, options: { council: council, share: 0.9 } }
`;

/** An agent of one's own that throws at its tenth bar. */
export const failingAgent = `import { decider } from 'hivetape';
export const agent = decider<{ bars: number }>({
  listensTo: ['bars/*'],
  initial: () => ({ bars: 0 }),
  evolve: (state) => ({ bars: state.bars + 1 }),
  decide: (state) => {
    if (state.bars === 10) throw new TypeError('nothing to read');
    return [];
  },
});
`;
