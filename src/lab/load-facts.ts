/** Brings the facts of a scenario into its feed: each when it could be known, and what was known before the run when it begins. */
import type { Instant } from '../core/instant.js';
import { besideFile } from '../host/project-files.js';
import type { DatedDraft } from '../market/dated-feed.js';
import { readFacts, type Fact, type Facts } from '../market/facts.js';
import type { FactsSection } from './scenario/facts-schema.js';
import type { Scenario } from './scenario/scenario-schema.js';

/** What one item of a scenario's facts has loaded. */
export interface LoadedFacts {
  readonly facts: readonly Fact[];
  readonly digest: string;
  /** How many of the last from before the run are told when it begins. */
  readonly before: number;
}

/** Returns the facts of a scenario, item by item. Throws `facts-invalid`. */
export async function loadFacts({ facts = [] }: Pick<Scenario, 'facts'>, { file }: { readonly file: string }): Promise<readonly LoadedFacts[]> {
  const load = async (section: FactsSection): Promise<LoadedFacts> => {
    const { facts: found, digest }: Facts = await readFacts(besideFile(file, section.file), section);
    return { facts: found, digest, before: section.before ?? 1 };
  };
  return Promise.all(facts.map(load));
}

export function factDigests(loaded: readonly LoadedFacts[]): [string, string][] {
  return loaded.map(({ digest }, index) => [`facts/${index}`, digest]);
}

/** A fact as a run may be told it, if it does not begin too late. */
export interface FactDraft extends DatedDraft {
  /** How many of the last from before the run are told when it begins. */
  readonly before: number;
}

/** Returns everything that is told of facts, whenever the run begins. */
export function factDrafts(loaded: readonly LoadedFacts[]): FactDraft[] {
  return loaded.flatMap(({ facts, before }) => facts.map((data): FactDraft => {
    const { figure, subject, availableAt } = data;
    return { at: availableAt, before, draft: { type: 'FactSeen', data, topic: subject === '' ? `facts/${figure}` : `facts/${figure}/${subject}` } };
  }));
}

/** Returns the drafts, in order of time, as a run from this instant on is told them: the last facts from before it are told when it begins. */
export function knownAtStart(dated: readonly DatedDraft[], startAt: Instant): readonly DatedDraft[] {
  const last = new Map<string, FactDraft[]>();
  const rest: DatedDraft[] = [];
  for (const one of dated) {
    if (one.draft.type !== 'FactSeen' || one.at >= startAt) rest.push(one);
    else remember(last, one as FactDraft);
  }
  const known = [...last.values()].flat().sort((a, b) => a.at - b.at);
  // What is too old to be told stays before the beginning, where the feed leaves it out.
  const begins = rest.findIndex(({ at }) => at >= startAt);
  const place = begins < 0 ? rest.length : begins;
  return last.size === 0 ? dated : [...rest.slice(0, place), ...known.map(({ draft }) => ({ at: startAt, draft })), ...rest.slice(place)];
}

function remember(last: Map<string, FactDraft[]>, one: FactDraft): void {
  const { figure, subject } = one.draft.data as Fact;
  const kept = last.get(`${figure} ${subject}`) ?? [];
  last.set(`${figure} ${subject}`, kept);
  kept.push(one);
  if (kept.length > one.before) kept.shift();
}
