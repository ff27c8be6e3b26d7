/**
 * Who takes part in a run, by its scenario, and what each is there for. From it an agent knows whose word counts
 * where its own options name nobody: who a speaker is, the kernel writes into the log, and nobody can say otherwise.
 */
import type { AgentId } from '../core/brand.js';

export interface RosterEntry {
  readonly capabilities: readonly string[];
  /** In whose name it speaks: its own, or that of all the seats that are one agent together. */
  readonly office: AgentId;
}

export type Roster = ReadonlyMap<AgentId, RosterEntry>;

/** Who may say something: those who are named, or else those who are there for it. */
export interface Entitlement {
  /** Absent: whoever has the capability. */
  readonly named?: readonly AgentId[] | undefined;
  readonly capability: string;
  /** Absent where an agent is only tried: then nobody is known not to be entitled. */
  readonly roster?: (() => Roster) | undefined;
}

/** Returns in how many names those who are entitled speak; 1 where nobody is known. */
export function officesOf({ named, capability, roster }: Entitlement): number {
  const entries = [...(roster?.() ?? [])].filter(([id, entry]) => (named === undefined ? entry.capabilities.includes(capability) : named.includes(id)));
  return Math.max(1, new Set(entries.map(([, { office }]) => office)).size);
}

export function isEntitled(speaker: AgentId, { named, capability, roster }: Entitlement): boolean {
  if (named !== undefined) return named.includes(speaker);
  return roster === undefined || roster().get(speaker)?.capabilities.includes(capability) === true;
}
