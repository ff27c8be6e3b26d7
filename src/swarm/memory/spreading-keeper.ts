/**
 * A memory of which each keeper has its own copy: it answers at once from what it knows, and what is written
 * spreads by rumour. Cut off from the others it goes on; once they hear of each other again, all copies are one.
 */
import type { Json } from '../../core/canonical.js';
import type { Instant } from '../../core/instant.js';
import type { DataOf, EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { AgentContext } from '../../kernel/agent.js';
import { boardTopics, changesOf, forgetMarks, hearBoard, mark, speakBoard, startBoard, type BoardFrame, type BoardState, type Mark } from '../gossip/board.js';
import { applyWord, hearKeeper, speakKeeper, startKeeper, type KeeperState } from './keeper.js';
import { GONE_KEYS_MAX, lastOf, type MemoryRules } from './memory-state.js';

export interface SpreadingKeeperState {
  readonly keeper: KeeperState;
  readonly board: BoardState;
  /** After so many changes it looks again which marks it need not keep. */
  sweepAt: number;
}

type Kept = Omit<DataOf<'MemoryWritten'>, 'store' | 'version'>;

export function startSpreadingKeeper(frame: BoardFrame): SpreadingKeeperState {
  return { keeper: startKeeper(), board: startBoard(frame), sweepAt: 1 };
}

/** Questions are sent to one of the keepers, so that one answers. */
export const spreadingKeeperTopics: readonly string[] = ['watch', ...boardTopics];

/** Takes in any event that the keeper hears or says itself. */
export function hearSpreadingKeeper(frame: BoardFrame, rules: MemoryRules, state: SpreadingKeeperState, { event, now }: { readonly event: LogEvent; readonly now: Instant }): void {
  const changed = hearBoard(frame, state.board, event, now);
  hearKeeper(rules, state.keeper, event, { id: frame.id, now });
  if (event.type === 'MemoryWritten' && event.agent === frame.id) {
    const { store: _store, version, ...kept } = event.data;
    mark(state.board, keyOf(kept), { version, origin: frame.id, value: kept as unknown as Json });
  }
  for (const key of changed) learn(rules, state.keeper, state.board.marks[key]);
  forgetDropped(rules, state);
}

/** Lets go of marks of keys that the memory has dropped; looks for them after as many changes as gone keys may stay. */
function forgetDropped({ namespaces }: MemoryRules, state: SpreadingKeeperState): void {
  const { board, keeper: { memory } } = state;
  if (changesOf(board) < state.sweepAt) return;
  state.sweepAt = changesOf(board) + Math.max(1, ...Object.values(namespaces).map(({ goneKeysMax = GONE_KEYS_MAX }) => goneKeysMax));
  forgetMarks(board, ({ value }) => {
    const { namespace, key } = value as unknown as Kept;
    return lastOf(memory, namespace, key) === undefined;
  });
}

/** Returns what is to be said of the event at hand. */
export function speakSpreadingKeeper(frame: BoardFrame, rules: MemoryRules, state: SpreadingKeeperState, { event, context }: { readonly event: LogEvent; readonly context: AgentContext }): readonly EventDraft[] {
  const answers = speakKeeper(rules, state.keeper, event, { id: frame.id, now: context.now() });
  // What is written now is told when it is recorded; the rumour itself is made of what is known already.
  return [...answers, ...rumourNow(frame, answers, context.now()), ...speakBoard(frame, state.board, context)];
}

/** A timer that rings at once, so that what was just written is told. */
function rumourNow({ id, group }: BoardFrame, answers: readonly EventDraft[], now: Instant): readonly EventDraft[] {
  return answers.some(({ type }) => type === 'MemoryWritten') ? [{ type: 'TimerSet', to: [id], afterUs: 1, data: { name: `told/${group}`, dueAt: now + 1 } }] : [];
}

/** Takes over what another has written: the mark that stands is the last version, also where two have written at once. */
function learn(rules: MemoryRules, keeper: KeeperState, { version, value }: Mark): void {
  applyWord(rules, keeper, { type: 'MemoryWritten', data: { store: rules.store, version, ...(value as unknown as Kept) } }, { replaces: true });
}

function keyOf({ namespace, key }: Pick<Kept, 'namespace' | 'key'>): string {
  return JSON.stringify([namespace, key]);
}
