/** States of agents for people and programs. Maps and sets become plain data. */
import type { ReplayedState } from '../lab/replay.js';
import { oneLine } from './output.js';
import { cut } from './text-width.js';

/** Returns one line per agent, or the whole state of each. */
export function stateLines({ agents }: ReplayedState, { whole, columns }: { readonly whole: boolean; readonly columns: number }): string[] {
  return [...agents].flatMap(([agent, state]) => {
    if (state === undefined) return [`${agent}: a pipeline, whose state is inside its operators`];
    const text = JSON.stringify(plain(state), undefined, whole ? 2 : 0) ?? 'nothing';
    return whole ? [`${agent}:`, text] : [cut(oneLine(`${agent}: ${text}`), columns)];
  });
}

export function stateJson({ runId, offset, time, agents, ledger, openOrders }: ReplayedState): object {
  return { schema: 'hivetape.state/1', runId, offset, time, agents: Object.fromEntries([...agents].map(([agent, state]) => [agent, plain(state) ?? null])), ledger: plain(ledger), openOrders };
}

/** Returns a value that JSON can carry: what is not finite becomes text, typed arrays become lists. */
function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (value instanceof Set) return [...value].map(plain);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number>, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}
