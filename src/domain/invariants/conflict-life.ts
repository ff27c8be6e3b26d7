/** The law of conflicts: detected, worked on, and ended once, by whoever detected it. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../catalogue.js';
import { invariant, type Invariant } from './invariant.js';

interface Life {
  readonly detector: AgentId;
  stage: 'open' | 'escalated' | 'over';
  /** Until when it must be over or escalated; escalated: until when it must be over. */
  dueAt: Instant;
}

/** I70: no conflict ends twice, or without having been detected, and none stays open for ever. */
export const conflictLife: Invariant = invariant<Map<string, Life>>({
  id: 'I70',
  law: 'A conflict is detected, worked on, perhaps escalated, and ends once, all by the agent that detected it.',
  initial: () => new Map(),
  check(event, lives) {
    if (event.type === 'ConflictDetected') {
      if (lives.has(event.data.conflict)) return `${event.data.conflict} is detected twice`;
      lives.set(event.data.conflict, { detector: event.agent, stage: 'open', dueAt: event.data.deadlineAt });
      return undefined;
    }
    return isStep(event) ? step(event, lives) : undefined;
  },
  settled(lives, { now, isAway }) {
    for (const [conflict, { detector, stage, dueAt }] of lives) if (stage !== 'over' && dueAt < now && !isAway(detector)) return `${conflict} is ${stage} at ${now}, and was due at ${dueAt}`;
    return undefined;
  },
});

type Step = Extract<LogEvent, { readonly type: 'ConflictResolving' | 'ConflictResolved' | 'ConflictEscalated' | 'ConflictExpired' }>;

function isStep(event: LogEvent): event is Step {
  return event.type === 'ConflictResolving' || event.type === 'ConflictResolved' || event.type === 'ConflictEscalated' || event.type === 'ConflictExpired';
}

function step(event: Step, lives: Map<string, Life>): string | undefined {
  const { conflict } = event.data;
  const life = lives.get(conflict);
  if (life === undefined) return `${event.agent} says ${event.type} of ${conflict}, which nobody detected`;
  if (life.detector !== event.agent) return `${event.agent} says ${event.type} of ${conflict}, which ${life.detector} detected`;
  if (life.stage === 'over') return `${conflict} goes on after its end with ${event.type}`;
  if (event.type === 'ConflictResolving') return life.stage === 'escalated' ? `${conflict} is worked on after it was escalated` : undefined;
  if (event.type !== 'ConflictEscalated') {
    life.stage = 'over';
    return undefined;
  }
  if (life.stage === 'escalated') return `${conflict} is escalated twice`;
  life.stage = 'escalated';
  life.dueAt = event.data.answerBy;
  return undefined;
}
