/**
 * Rules over what agents share: cash, a venue's attention, an hour. It keeps the claims on each resource,
 * sees where more is wanted than there is, and awards: by cutting all, by serving one after the other,
 * by order of experts or of priority. Who claimed reads the awards in the resolution.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import { oneOf } from '../domain/schema.js';
import { deadlineUs, isConflict } from '../swarm/decisions/severity.js';
import { claimSeverity, contested, settleClaims, type Award, type Claim, type ClaimTerms } from '../swarm/decisions/settle-claims.js';
import { defineAgentKind, type AgentSetting } from './agent-kind.js';
import { answerTimer, conflictOptions, deadlineTimer, detected, escalated, mayRule, noSuchConflict, settleOrderIn, strategiesOption } from './conflict-drafts.js';
import { decider, SILENT } from './decider.js';

const options = Type.Object(
  {
    resources: Type.Record(
      Type.String({ minLength: 1, maxLength: 100 }),
      Type.Object({ capacity: Type.Number({ exclusiveMinimum: 0 }), kind: Type.Optional(oneOf(['resource', 'priority', 'timing'])) }, { additionalProperties: false }),
      { default: {}, description: 'What is shared: the name of each resource, how much there is of it, and whether conflicts over it are about how much (resource), who comes first (priority) or when (timing).' },
    ),
    strategies: strategiesOption(['expert', 'confidence', 'compromise']),
    ...conflictOptions,
  },
  { additionalProperties: false },
);

type ArbiterOptions = Static<typeof options>;

interface ArbiterState {
  readonly desks: Record<string, ClaimDesk>;
}

interface ClaimDesk {
  /** By who claims and the name of the claim. */
  readonly claims: Record<AgentId, Record<string, Claim>>;
  /** Offset of the claim that was heard last: the one to answer. */
  heardAt: number;
  conflicts: number;
  open?: { readonly conflict: string; isEscalated: boolean } | undefined;
  /** The offsets of the claims that were settled last, in order. */
  settled: string;
}

interface Bench {
  readonly chosen: ArbiterOptions;
  readonly setting: AgentSetting;
  readonly now: Instant;
}

/** One resource at one moment. */
interface Table extends Bench {
  readonly resource: string;
  readonly desk: ClaimDesk;
  readonly terms: ClaimTerms;
  /** The claims that cannot all be met. */
  readonly rivals: readonly Claim[];
}

export const arbiter = defineAgentKind({
  kind: 'arbiter',
  summary: 'Rules over claims on what is shared: how much each gets, who comes first, and when.',
  capabilities: ['arbitrate'],
  options,

  create(chosen, setting) {
    const names = Object.keys(chosen.resources);
    return decider<ArbiterState>({
      listensTo: [...names.flatMap((name) => [`claims/${name}`, `conflicts/${name}`]), `commands/${setting.id}`],
      initial: () => ({ desks: Object.fromEntries(names.map((name) => [name, { claims: {}, heardAt: -1, conflicts: 0, settled: '' }])) }),
      evolve: (state, event, context) => {
        fold(state, event, { chosen, setting, now: context.now() });
        return state;
      },
      decide: (state, event, context) => react(state, event, { chosen, setting, now: context.now() }),
    });
  },
});

function fold({ desks }: ArbiterState, event: LogEvent, bench: Bench): void {
  if (event.type === 'ClaimStated') {
    if (Object.hasOwn(desks, event.data.resource)) heardClaim(desks[event.data.resource], event, bench.now);
    return;
  }
  if (event.agent !== bench.setting.id || !('subject' in event.data) || !Object.hasOwn(desks, event.data.subject)) return;
  const desk = desks[event.data.subject];
  switch (event.type) {
    case 'ConflictDetected':
      desk.conflicts += 1;
      desk.open = { conflict: event.data.conflict, isEscalated: false };
      return;
    case 'ConflictEscalated':
      if (desk.open !== undefined) desk.open.isEscalated = true;
      return;
    case 'ConflictResolved':
    case 'ConflictExpired':
      desk.open = undefined;
      desk.settled = nameOf(tableOf(desks, event.data.subject, bench).rivals);
  }
}

/** Takes in a claim, if it is news and for some time to come; an amount of 0 takes it back. What is over is forgotten. */
function heardClaim(desk: ClaimDesk, { agent, offset, data }: EventOf<'ClaimStated'>, now: Instant): void {
  const own = Object.hasOwn(desk.claims, agent) ? desk.claims[agent] : (desk.claims[agent] = {});
  const known = Object.hasOwn(own, data.claim) ? own[data.claim] : undefined;
  if (known !== undefined && offset <= known.offset) return;
  const { claim, amount, priority, fromAt, untilAt } = data;
  if (amount <= 0 || untilAt <= fromAt) delete own[claim];
  else own[claim] = { agent, claim, amount, priority: Math.max(0, Math.min(1, priority)), fromAt, untilAt, offset };
  desk.heardAt = offset;
  for (const claims of Object.values(desk.claims)) for (const old of Object.values(claims)) if (old.untilAt <= now) delete claims[old.claim];
}

function tableOf(desks: ArbiterState['desks'], resource: string, bench: Bench): Table {
  const { capacity, kind = 'resource' } = bench.chosen.resources[resource];
  const claims = Object.values(desks[resource].claims).flatMap((own) => Object.values(own)).sort((a, b) => a.offset - b.offset);
  const terms = { kind, capacity, experts: bench.chosen.experts as AgentId[] };
  return { ...bench, resource, desk: desks[resource], terms, rivals: contested(claims, capacity) };
}

/** Names a set of claims by where they stand in the log. */
function nameOf(claims: readonly Claim[]): string {
  return claims.map(({ offset }) => offset).join(' ');
}

function react({ desks }: ArbiterState, event: LogEvent, bench: Bench): readonly EventDraft[] {
  switch (event.type) {
    case 'ClaimStated':
      return Object.hasOwn(desks, event.data.resource) && desks[event.data.resource].heardAt === event.offset ? answerClaim(tableOf(desks, event.data.resource, bench)) : SILENT;
    case 'ConflictRuled': {
      const { subject, conflict, awards } = event.data;
      if (!mayRule(event.agent, bench.chosen.escalateTo) || !Object.hasOwn(desks, subject) || desks[subject].open?.conflict !== conflict) return SILENT;
      return [{ type: 'ConflictResolved', data: { conflict, subject, strategy: 'human', position: 0, support: 0, by: event.agent, awards: [...awards] } }];
    }
    case 'OperatorCommanded':
      return answerCommand(desks, event, bench);
    case 'TimerSet':
      return event.agent === bench.setting.id ? Object.keys(desks).flatMap((resource) => [...answerRing(tableOf(desks, resource, bench), event.data.name)]) : SILENT;
    default:
      return SILENT;
  }
}

/** An operator settles by command that who asked first is served; other awards are said in a ruling. */
function answerCommand(desks: ArbiterState['desks'], event: EventOf<'OperatorCommanded'>, bench: Bench): readonly EventDraft[] {
  const order = settleOrderIn(event, bench.setting.id);
  if (order === undefined) return SILENT;
  const subject = Object.keys(desks).find((name) => desks[name].open?.conflict === order.conflict);
  if (subject === undefined) return noSuchConflict(event, order);
  const { rivals, terms } = tableOf(desks, subject, bench);
  const awards = settleClaims('fallback', rivals, terms) ?? [];
  return [{ type: 'ConflictResolved', data: { conflict: order.conflict, subject, strategy: 'human', position: 0, support: shareMet(rivals, awards), by: event.data.operator, awards: [...awards] } }];
}

function answerClaim(table: Table): readonly EventDraft[] {
  const { desk, rivals, terms, chosen, setting, now, resource } = table;
  const severity = claimSeverity(rivals, terms);
  const isAtOdds = isConflict(severity, chosen.severityMin);
  if (desk.open !== undefined) {
    return isAtOdds ? SILENT : [{ type: 'ConflictExpired', data: { conflict: desk.open.conflict, subject: resource, reason: 'settled-itself', position: 0 } }];
  }
  if (!isAtOdds || nameOf(rivals) === desk.settled) return SILENT;
  const conflict = `${setting.id}/${resource}/${desk.conflicts + 1}`;
  const parties = rivals.map(({ agent, amount, priority }) => ({ agent, position: amount, strength: priority }));
  const opening = { id: setting.id, now, conflict, kind: terms.kind, subject: resource, parties, severity, severityMin: chosen.severityMin, deadlineUs: chosen.deadlineUs };
  return [...detected(opening), ...tryAll(table, conflict)];
}

/** Tries one way after the other; a person is waited for, and claims are not negotiated. */
function tryAll({ chosen, resource: subject, rivals, terms }: Table, conflict: string): readonly EventDraft[] {
  const drafts: EventDraft[] = [];
  for (const strategy of chosen.strategies) {
    drafts.push({ type: 'ConflictResolving', data: { conflict, subject, strategy } });
    if (strategy === 'human') return drafts;
    const awards = strategy === 'negotiate' ? undefined : settleClaims(strategy, rivals, terms);
    if (awards === undefined) continue;
    drafts.push({ type: 'ConflictResolved', data: { conflict, subject, strategy, position: 0, support: shareMet(rivals, awards), awards: [...awards] } });
    return drafts;
  }
  return drafts;
}

/** Returns the share of what was wanted that is given. */
function shareMet(rivals: readonly Claim[], awards: readonly Award[]): number {
  const wanted = rivals.reduce((sum, { amount }) => sum + amount, 0);
  return wanted === 0 ? 0 : Math.min(1, awards.reduce((sum, { amount }) => sum + amount, 0) / wanted);
}

function answerRing({ desk, chosen, setting, now, resource: subject, rivals, terms }: Table, name: string): readonly EventDraft[] {
  const { open } = desk;
  if (open === undefined) return SILENT;
  const { conflict } = open;
  if (name === answerTimer(conflict) && open.isEscalated) return [{ type: 'ConflictExpired', data: { conflict, subject, reason: 'unanswered', position: 0 } }];
  if (name !== deadlineTimer(conflict) || open.isEscalated) return SILENT;
  const awards = settleClaims('fallback', rivals, terms) ?? [];
  return escalated({ id: setting.id, now, conflict, subject, to: chosen.escalateTo, position: 0, awards, afterUs: chosen.deadlineUs ?? deadlineUs[terms.kind] });
}
