/**
 * Whether agents that an option names do what they are named for. Who follows a council for its allocations would wait
 * in silence for ever. Of agents of one's own nothing is known, and nothing is said.
 */
import type { Miss, PartnerOf } from './agent-kind.js';

/** What is expected of whoever is named: one of these capabilities, and in words what is missed without. */
export interface Expected {
  readonly capabilities: readonly string[];
  readonly missed: string;
}

export const deciders: Expected = { capabilities: ['decide', 'mediate'], missed: 'decides nothing' };
export const allocators: Expected = { capabilities: ['allocation'], missed: 'states no allocations' };
export const signallers: Expected = { capabilities: ['analyse', 'mediate', 'raise-signals', 'signal-aggregation'], missed: 'raises no signals' };
export const loaders: Expected = { capabilities: ['data-loading'], missed: 'loads no rows' };
export const extractors: Expected = { capabilities: ['feature-extraction'], missed: 'extracts no features' };
export const signalJudges: Expected = { capabilities: ['signal-quality'], missed: 'measures no signals' };

/** Returns a miss for each of the agents named in an option that does not do what it is named for. */
export function misplaced(option: string, names: readonly string[], { capabilities, missed }: Expected, partnerOf: PartnerOf): readonly Miss[] {
  return names.flatMap((name) => {
    const partner = partnerOf(name);
    if (partner === undefined || partner.capabilities.some((one) => capabilities.includes(one))) return [];
    return [{ option, sentence: `${name}, of kind ${partner.kind}, ${missed}.` }];
  });
}
