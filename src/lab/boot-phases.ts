/**
 * The phases of a swarm's run, where its scenario asks for them: what is said of each stands under its name in
 * the log, and whatever fails, fails in one. The lab says when a phase begins; what happens in it, agents do.
 */
import type { Instant } from '../core/instant.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { SwarmPhase } from '../domain/events/run-events.js';
import type { Source } from '../kernel/agent.js';
import { LAB } from '../kernel/speaker.js';
import type { RunLog } from '../store/run-store.js';
import type { MarketNote } from './load-market.js';
import type { RunPlan } from './run-plan.js';

export function phaseBegan(phase: SwarmPhase): EventDraft {
  return { type: 'SwarmPhaseBegan', data: { phase } };
}

/** Returns the opening words of a run with the phases between them; as they are where nobody asked for phases. */
export function withPhases(opening: readonly EventDraft[], { swarm }: RunPlan): EventDraft[] {
  if (swarm?.phases === undefined) return [...opening];
  const [started, ...rest] = opening;
  const isOf = (types: readonly EventDraft['type'][]) => (draft: EventDraft) => types.includes(draft.type);
  const lives = rest.filter(isOf(['AgentSeated', 'AgentSpawned']));
  const wires = rest.filter(isOf(['TopologyChanged']));
  const frame = rest.filter((draft) => !lives.includes(draft) && !wires.includes(draft));
  return [started, phaseBegan('init'), ...frame, phaseBegan('spawn'), ...lives, phaseBegan('coordination'), ...wires];
}

/** Returns what the lab says when the data are at an end, before it says that the run is ending. */
export function closingOf({ swarm }: RunPlan, notes: readonly MarketNote[]): EventDraft[] {
  const closing = notes.map((data): EventDraft => ({ type: 'DataQualityNoted', data }));
  return swarm?.phases === undefined ? closing : [...closing, phaseBegan('drain')];
}

export interface PhaseStart {
  readonly startAt: Instant;
  /** When the market says something first; `undefined`: never. */
  readonly firstInputAt: Instant | undefined;
  /** How many of these words stand in the log already. */
  readonly said?: number;
}

/** Returns what says that memory and run begin: after the time that the scenario gives, and no later than the market's first word. */
export function phasesOf({ swarm }: RunPlan, { startAt, firstInputAt = Infinity, said = 0 }: PhaseStart): Source[] {
  if (swarm?.phases === undefined) return [];
  const { coordinationUs, memoryUs } = swarm.phases;
  const words = (['memory', 'run'] as const).map((phase, place) => ({ phase, at: Math.min(firstInputAt, startAt + coordinationUs + place * memoryUs) }));
  let next = said;
  return [{
    agent: LAB,
    nextAt: () => (next < words.length ? words[next].at : undefined),
    take: () => phaseBegan(words[next++].phase),
  }];
}

/** Returns how many of the words of {@link phasesOf} stand in a log before an offset. */
export function phasesSaid(log: RunLog, to: number): number {
  const said = [...log.events({ agents: [LAB], types: ['SwarmPhaseBegan'], to })] as LogEvent[];
  return said.filter((event) => event.type === 'SwarmPhaseBegan' && (event.data.phase === 'memory' || event.data.phase === 'run')).length;
}

/** Returns the phase in which something happened at an offset, `undefined` in a run without phases. */
export function phaseAt(log: RunLog, offset: number): SwarmPhase | undefined {
  let phase: SwarmPhase | undefined;
  for (const event of log.events({ agents: [LAB], types: ['SwarmPhaseBegan'], to: offset + 1 }) as Iterable<LogEvent>) if (event.type === 'SwarmPhaseBegan') phase = event.data.phase;
  return phase;
}

/** Returns the phase in which an agent failed; it failed in `spawn` if that was when it was seated. */
export function phaseOfFailure(log: RunLog): SwarmPhase | undefined {
  const [failed] = log.events({ agents: [LAB], types: ['AgentFailed'], backwards: true }) as Iterable<LogEvent>;
  if (failed?.type !== 'AgentFailed') return undefined;
  const phase = phaseAt(log, failed.offset);
  return phase !== undefined && failed.data.handling < 0 ? 'spawn' : phase;
}
