/** Who speaks in a run, so that a misspelt agent is answered with the nearest instead of with silence. */
import { HivetapeError } from '../core/errors.js';
import { nearestWord } from '../core/nearest-word.js';
import type { DataOf } from '../domain/catalogue.js';
import type { RunLog } from '../store/run-store.js';

/** Checks names given with `--agent`; `others` are speakers that hold no seat. Throws `invalid-argument`. */
export function checkAgentNames(log: RunLog, names: readonly string[], others: readonly string[] = []): void {
  if (names.length === 0) return;
  const seated = Array.from(log.events({ types: ['AgentSeated'] }), ({ data }) => (data as DataOf<'AgentSeated'>).agent as string);
  const known = [...seated, ...others];
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearestWord(name, known);
    throw new HivetapeError('invalid-argument', `No agent of the run is called "${name.slice(0, 60)}".`, {
      help: near === undefined ? `They are: ${known.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
}
