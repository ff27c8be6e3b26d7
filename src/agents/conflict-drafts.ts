/** The words in which a conflict begins, is worked on and ends: the same for views and for claims. */
import { Type } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf } from '../domain/catalogue.js';
import { resolutionWords, type ConflictKind, type Resolution } from '../domain/events/negotiation-events.js';
import { OPERATOR } from '../domain/office-names.js';
import { oneOf } from '../domain/schema.js';
import { LAB } from '../kernel/speaker.js';
import { deadlineUs, severityMin } from '../swarm/decisions/severity.js';
import type { Award } from '../swarm/decisions/settle-claims.js';
import { agentOption } from './agent-kind.js';

/** The options of everybody who settles conflicts. */
export const conflictOptions = {
  severityMin: Type.Number({ minimum: 0, maximum: 1, default: severityMin, description: 'Severity (0 to 1) above which a difference is a conflict.' }),
  experts: Type.Array(agentOption('Id of an expert.'), { default: [], description: 'Ids of the agents whose word counts most, the first most of all.' }),
  escalateTo: Type.String({ minLength: 1, maxLength: 100, default: 'operator', description: 'Who is asked when the deadline passes: an agent of the run, or an operator.' }),
  deadlineUs: Type.Optional(Type.Integer({ minimum: 1, description: 'How long a conflict may stay open, in microseconds. If absent, 60 seconds over views and 120 over claims.' })),
};

export function strategiesOption(defaults: readonly Resolution[]) {
  return Type.Array(oneOf(resolutionWords), { minItems: 1, maxItems: 7, default: [...defaults], description: 'Ways to settle a conflict, tried in this order; if none can, it is escalated at its deadline.' });
}

export interface Opening {
  readonly id: AgentId;
  readonly now: Instant;
  readonly conflict: string;
  readonly kind: ConflictKind;
  readonly subject: string;
  readonly parties: DataOf<'ConflictDetected'>['parties'];
  readonly severity: number;
  readonly severityMin: number;
  /** How long it may stay open; that of its kind if absent. */
  readonly deadlineUs?: number | undefined;
}

/** Returns the word that there is a conflict, and the timer of its deadline. */
export function detected({ id, now, deadlineUs: chosen, ...opening }: Opening): EventDraft[] {
  const afterUs = chosen ?? deadlineUs[opening.kind];
  const deadlineAt = now + afterUs;
  return [
    { type: 'ConflictDetected', data: { ...opening, deadlineAt } },
    { type: 'TimerSet', to: [id], afterUs, data: { name: deadlineTimer(opening.conflict), dueAt: deadlineAt } },
  ];
}

export interface Escalation {
  readonly id: AgentId;
  readonly now: Instant;
  readonly conflict: string;
  readonly subject: string;
  readonly to: string;
  /** What holds meanwhile. */
  readonly position: number;
  readonly awards: readonly Award[];
  readonly afterUs: number;
}

/** Returns the word that somebody above is asked, and the timer of the answer. */
export function escalated({ id, now, afterUs, awards, ...rest }: Escalation): EventDraft[] {
  const answerBy = now + afterUs;
  return [
    { type: 'ConflictEscalated', data: { ...rest, answerBy, awards: [...awards] } },
    { type: 'TimerSet', to: [id], afterUs, data: { name: answerTimer(rest.conflict), dueAt: answerBy } },
  ];
}

export function deadlineTimer(conflict: string): string {
  return `${conflict}/deadline`;
}

export function answerTimer(conflict: string): string {
  return `${conflict}/answer`;
}

/** What an operator commands with `settle`: which conflict, and how it ends. */
export interface SettleOrder {
  readonly conflict: string;
  readonly position: number;
}

/** Returns what a command says of a conflict, `undefined` where it is another command, another’s, or from somebody who may not give it. */
export function settleOrderIn({ agent: speaker, data }: EventOf<'OperatorCommanded'>, own: AgentId): SettleOrder | undefined {
  if ((speaker !== OPERATOR && speaker !== LAB) || data.command !== 'settle' || data.agent !== own) return undefined;
  const { conflict, position = 0 } = (data.options ?? {}) as { readonly conflict?: unknown; readonly position?: unknown };
  return typeof conflict === 'string' && typeof position === 'number' ? { conflict, position } : { conflict: '', position: 0 };
}

export function noSuchConflict({ offset }: EventOf<'OperatorCommanded'>, { conflict }: SettleOrder): readonly EventDraft[] {
  return [{ type: 'CommandRefused', data: { command: 'settle', order: offset, reason: conflict === '' ? 'options name no conflict' : `no conflict is open that is called ${conflict}` } }];
}

/** Tells whether somebody may say how a conflict ends. */
export function mayRule(speaker: AgentId, escalateTo: string): boolean {
  return speaker === LAB || speaker === OPERATOR || speaker === escalateTo;
}
