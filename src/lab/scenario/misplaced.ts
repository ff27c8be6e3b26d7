/**
 * Agents that are named for what they do not do: an allocation of a council, a feature that nobody extracts. It is
 * no contradiction in any one of them, and whoever counts on it waits without a word.
 */
import type { Partner } from '../../agents/agent-kind.js';
import type { KnownKinds } from './check-agents.js';
import type { Scenario } from './scenario-schema.js';

/** Returns a note for each option of a complete scenario that counts on something in another agent, in vain. */
export function misplacedNotes({ agents }: Scenario, kinds: KnownKinds): readonly string[] {
  return Object.entries(agents).flatMap(([name, { kind, options }]) => {
    const misses = kind === undefined || !Object.hasOwn(kinds, kind) ? undefined : kinds[kind].misses;
    return (misses?.(options, partnerOf) ?? []).map(({ option, sentence }) => `agents.${name}.options.${option}: ${sentence}`);
  });

  function partnerOf(name: string): Partner | undefined {
    if (!Object.hasOwn(agents, name)) return undefined;
    const { kind, options } = agents[name];
    const capabilities = kind === undefined || !Object.hasOwn(kinds, kind) ? undefined : kinds[kind].capabilities;
    return kind === undefined || capabilities === undefined ? undefined : { kind, capabilities, options };
  }
}
