/**
 * Eight ways to choose a worker, behind one interface: each gives every candidate a figure, the highest is
 * chosen, and of equal ones the lowest id. The figures go into the log, so that each choice can be checked.
 */
import type { AgentId } from '../../core/brand.js';
import type { SchedulerName } from '../../domain/task.js';

/** A worker that could take the task now. */
export interface Candidate {
  readonly agent: AgentId;
  readonly capabilities: readonly string[];
  /** Tasks in hand: in its queue or being worked on. */
  readonly open: number;
  /** Of those, it works on so many at a time. */
  readonly concurrency: number;
  readonly weight: number;
  /** 0 to 1. */
  readonly performance: number;
  /** Mean time to an answer; absent for a newcomer. */
  readonly responseUs?: number | undefined;
}

export interface Score {
  readonly agent: AgentId;
  readonly load: number;
  readonly performance: number;
  readonly capability: number;
  readonly total: number;
}

/** What schedulers that take turns remember. Plain data, a fold of the assignments. */
export interface Turns {
  /** Who was chosen last. */
  readonly last?: AgentId | undefined;
  /** Credit of each worker, for weighted turns. */
  readonly credits: Readonly<Record<AgentId, number>>;
}

export interface SchedulerQuestion {
  readonly capabilities: readonly string[];
  /** In order of id. */
  readonly candidates: readonly Candidate[];
  readonly turns: Turns;
}

export const noTurns: Turns = { credits: {} };

const LOAD_SHARE = 0.4;
const PERFORMANCE_SHARE = 0.4;
const CAPABILITY_SHARE = 0.2;

/** Returns the figures of all candidates, in their order. */
export function scoresOf(name: SchedulerName, question: SchedulerQuestion): readonly Score[] {
  const totals = totalsBy[name](question);
  return question.candidates.map((candidate, place) => ({ ...partsOf(candidate, question), total: totals[place] }));
}

/** Returns who has the highest figure, of equal ones the lowest id; `undefined` where nobody came into question. */
export function chosenOf(scores: readonly Score[]): AgentId | undefined {
  let best: Score | undefined;
  for (const score of scores) if (best === undefined || score.total > best.total || (score.total === best.total && score.agent < best.agent)) best = score;
  return best?.agent;
}

/** Returns what is remembered after a choice: figures and weights as they were when it was made. */
export function afterTurn(name: SchedulerName, turns: Turns, { worker, scores }: { readonly worker: AgentId; readonly scores: readonly Score[] }): Turns {
  if (name !== 'weighted-round-robin') return { ...turns, last: worker };
  const credits: Record<AgentId, number> = { ...turns.credits };
  // Each total is the credit with the weight added; the chosen one pays for all weights.
  const weights = scores.reduce((sum, { agent, total }) => sum + total - creditOf(turns, agent), 0);
  for (const { agent, total } of scores) credits[agent] = agent === worker ? total - weights : total;
  return { last: worker, credits };
}

const totalsBy: Readonly<Record<SchedulerName, (question: SchedulerQuestion) => readonly number[]>> = {
  // Who comes after the last one, by id, and round again.
  'round-robin': ({ candidates, turns: { last } }) => {
    const after = last === undefined ? 0 : candidates.findIndex(({ agent }) => agent > last);
    const first = Math.max(0, after);
    return candidates.map((_, place) => 0 - ((place - first + candidates.length) % candidates.length));
  },
  // The smallest share of what it can work on at a time.
  'least-loaded': ({ candidates }) => candidates.map(({ open, concurrency }) => 0 - open / concurrency),
  // The narrowest fit: generalists stay free for what only they can do.
  capability: (question) => question.candidates.map((candidate) => fitOf(candidate, question)),
  // The busier the swarm, the more load counts; in a quiet one, the best.
  adaptive: ({ candidates }) => {
    const open = candidates.reduce((sum, candidate) => sum + candidate.open, 0);
    const room = candidates.reduce((sum, candidate) => sum + candidate.concurrency, 0);
    const busy = Math.min(1, room === 0 ? 1 : open / room);
    return candidates.map((candidate) => busy * loadOf(candidate) + (1 - busy) * candidate.performance);
  },
  'weighted-score': (question) =>
    question.candidates.map((candidate) => LOAD_SHARE * loadOf(candidate) + PERFORMANCE_SHARE * candidate.performance + CAPABILITY_SHARE * matchOf(candidate, question)),
  'least-connections': ({ candidates }) => candidates.map(({ open }) => 0 - open),
  // Turns in proportion to weights, evenly mixed. Source: nginx, smooth weighted round-robin.
  'weighted-round-robin': ({ candidates, turns }) => candidates.map(({ agent, weight }) => creditOf(turns, agent) + weight),
  // Who answers soonest with what it has in hand; a newcomer is tried first.
  'response-time': ({ candidates }) => candidates.map(({ responseUs = 0, open }) => 0 - responseUs * (open + 1)),
};

function partsOf(candidate: Candidate, question: SchedulerQuestion): Omit<Score, 'total'> {
  return { agent: candidate.agent, load: loadOf(candidate), performance: candidate.performance, capability: matchOf(candidate, question) };
}

/** Returns 1 ÷ (1 + n): 1 for a worker with nothing in hand. */
export function loadOf({ open }: Pick<Candidate, 'open'>): number {
  return 1 / (1 + open);
}

/** Returns the share of what is asked for that it can do; 1 where nothing is asked for. */
function matchOf({ capabilities }: Candidate, question: SchedulerQuestion): number {
  const wanted = question.capabilities;
  return wanted.length === 0 ? 1 : wanted.filter((one) => capabilities.includes(one)).length / wanted.length;
}

/** Returns how little else it can do: asked-for ÷ all of its capabilities. */
function fitOf({ capabilities }: Candidate, question: SchedulerQuestion): number {
  if (capabilities.length === 0) return 1;
  return question.capabilities.filter((one) => capabilities.includes(one)).length / capabilities.length;
}

function creditOf({ credits }: Turns, agent: AgentId): number {
  return Object.hasOwn(credits, agent) ? credits[agent] : 0;
}
