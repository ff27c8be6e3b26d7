/**
 * The third lock on determinism: while agents run, the clock, chance, timers and the other ambient
 * names of the machine throw instead of answering. Types and lint guard our own code; only this
 * guards code that nobody compiled or linted. What is trapped stands in `trap-table.ts`.
 */
import { assert } from '../core/assert.js';
import { HivetapeError, type ErrorPlace } from '../core/errors.js';
import { placeInStack } from './stack-place.js';
import { trapTable } from './trap-table.js';

/** Whose delivery is being handled. */
export interface Offender {
  readonly agent: string;
  /** Offset of the event that is being handled. */
  readonly offset: number;
}

type Anything = Record<PropertyKey, unknown>;

const traps = trapTable(refuse);
/** What stood in each place before the traps were armed; meaningful only while `offenders` is not empty. */
const originals: unknown[] = traps.map(() => undefined);
const offenders: (() => Offender)[] = [];

/**
 * Returns what `action` returns. While it runs, every call in the table throws `nondeterministic-call`
 * naming the call, the agent, the offset and the place of the call. May be nested; the innermost
 * offender is named. `action` is synchronous: what it leaves running afterwards is not guarded.
 */
export function withTraps<Result>(offender: () => Offender, action: () => Result): Result {
  offenders.push(offender);
  if (offenders.length === 1) arm();
  try {
    const result = action();
    assert(!(result instanceof Promise), 'What runs under traps is synchronous');
    return result;
  } finally {
    offenders.pop();
    if (offenders.length === 0) disarm();
  }
}

function arm(): void {
  for (let index = 0; index < traps.length; index += 1) {
    const { owner, key, replacement } = traps[index];
    originals[index] = (owner as Anything)[key];
    (owner as Anything)[key] = replacement;
  }
}

function disarm(): void {
  for (let index = traps.length - 1; index >= 0; index -= 1) {
    const { owner, key } = traps[index];
    (owner as Anything)[key] = originals[index];
  }
}

/** Throws for the call of `api`; `trap` is the function that was called, whose caller is to be named. */
function refuse(api: string, trap: (...args: never[]) => unknown): never {
  const { agent, offset } = offenders[offenders.length - 1]();
  // Stack traces are mapped to sources, and that code may itself use what is trapped.
  disarm();
  try {
    const callSite = callerOf(trap);
    const message = `An agent takes nothing from the machine it runs on (found ${api}, called by agent "${agent}" at offset ${offset}).`;
    throw new HivetapeError('nondeterministic-call', message, {
      place: { ...callSite, offset },
      help: 'Take time from the event or `context.now()`, and chance from `context.random(purpose)`.',
      values: { api, agent, offset, ...callSite },
    });
  } finally {
    arm();
  }
}

function callerOf(trap: (...args: never[]) => unknown): ErrorPlace {
  const held: { stack?: string } = {};
  Error.captureStackTrace(held, trap);
  return placeInStack(held.stack);
}
