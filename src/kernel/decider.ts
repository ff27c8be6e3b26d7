/** What a decider is known by, and what it may decide. */
import { HivetapeError } from '../core/errors.js';
import type { Agent, Decider } from './agent.js';

export function isDecider(agent: Agent): agent is Decider {
  return 'decide' in agent;
}

/** Throws `invalid-event` unless what was decided is a list: an agent of a user's may come from JavaScript. */
export function checkDrafts(drafts: unknown): void {
  if (!Array.isArray(drafts)) throw notDrafts(drafts);
}

function notDrafts(found: unknown): HivetapeError {
  const isPromise = typeof (found as { then?: unknown } | null | undefined)?.then === 'function';
  const what = isPromise ? 'a promise' : typeof found;
  const help = isPromise ? 'Decide at once: what takes time is an effect.' : 'Return [] to stay silent.';
  return new HivetapeError('invalid-event', `What an agent decides is a list of drafts (found ${what}).`, { help });
}
