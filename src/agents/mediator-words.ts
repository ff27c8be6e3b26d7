/** What a mediator says: pure functions of where it stands, one for each thing that can happen to it. */
import type { AgentId } from '../core/brand.js';
import type { EventDraft, EventOf } from '../domain/catalogue.js';
import { endRound, hasEveryAnswer, offerFrom, supportOfOffer, type Negotiation } from '../swarm/decisions/negotiation.js';
import { deadlineUs, isConflict } from '../swarm/decisions/severity.js';
import { settleViews, supportOf, type SettleTerms } from '../swarm/decisions/settle-views.js';
import { directionOf } from './analyst.js';
import { answerTimer, deadlineTimer, detected, escalated } from './conflict-drafts.js';
import { SILENT } from './decider.js';
import { isSettled, pictureOf, riskPictureOf, standOf, type OpenConflict, type Picture } from './mediator-desk.js';
import type { Table } from './mediator-options.js';

/** A member has turned: there is a conflict now, or none any more, or another mean. */
export function answerView(table: Table): readonly EventDraft[] {
  const { desk, members, chosen } = table;
  const picture = pictureOf(desk, members);
  const isAtOdds = isConflict(picture.severity, chosen.severityMin);
  const { open } = desk;
  if (open !== undefined) return isAtOdds || open.kind === 'risk' ? SILENT : settledItself(table, open, picture);
  if (!isAtOdds || isSettled(desk, picture, chosen.severityStep)) return signalOf(table, standOf(desk, picture, chosen.severityMin), 'the weighted mean of its members');
  return begin(table, picture);
}

/** The gate found a limit broken: what the members want is set against what the limit leaves of it. */
export function answerRisk(table: Table): readonly EventDraft[] {
  const { desk, chosen, setting } = table;
  const picture = riskPictureOf(desk, { self: setting.id, risk: setting.gate });
  return desk.open !== undefined || !isConflict(picture.severity, chosen.severityMin) ? SILENT : begin(table, picture);
}

/** All parties have answered an offer. */
export function answerState(table: Table): readonly EventDraft[] {
  const negotiation = table.desk.open?.negotiation;
  return negotiation !== undefined && hasEveryAnswer(negotiation) ? afterRound(table, negotiation) : SILENT;
}

/** A timer rings: of a round, of the deadline, or of the answer from above. What was settled before does not matter any more. */
export function answerRing(table: Table, name: string): readonly EventDraft[] {
  const { open } = table.desk;
  if (open === undefined) return SILENT;
  const { negotiation } = open;
  if (negotiation !== undefined && name === roundTimer(negotiation.id, negotiation.round)) return afterRound(table, negotiation);
  if (name === deadlineTimer(open.conflict) && !open.isEscalated) return passUp(table, open);
  if (name !== answerTimer(open.conflict) || !open.isEscalated) return SILENT;
  const { instrument: subject } = table;
  return [{ type: 'ConflictExpired', data: { conflict: open.conflict, subject, reason: 'unanswered', position: open.position } }];
}

/** Somebody who may has said how it ends: an operator, or whoever it was escalated to. */
export function answerRuling(table: Table, { conflict, position, by }: { readonly conflict: string; readonly position: number; readonly by: string }): readonly EventDraft[] {
  const { open } = table.desk;
  if (open?.conflict !== conflict) return SILENT;
  return [...failed(table, open), ...resolved(table, { conflict, strategy: 'human', picture: pictureNow(table, open), position: Math.max(-1, Math.min(1, position)), by })];
}

function begin(table: Table, picture: Picture): readonly EventDraft[] {
  const { setting, now, instrument, desk, chosen } = table;
  const conflict = `${setting.id}/${instrument}/${desk.conflicts + 1}`;
  const parties = picture.views.map(({ agent, lean }) => ({ agent, position: lean, strength: Math.abs(lean) }));
  const opening = { id: setting.id, now, conflict, kind: picture.kind, subject: instrument, parties, severity: picture.severity, severityMin: chosen.severityMin, deadlineUs: chosen.deadlineUs };
  return [...detected(opening), ...tryFrom(table, { conflict, picture, step: 0 })];
}

interface Attempt {
  readonly conflict: string;
  readonly picture: Picture;
  /** Place of the way to begin with. */
  readonly step: number;
}

/** Tries one way after the other, until one settles it or has to wait for somebody. */
function tryFrom(table: Table, { conflict, picture, step }: Attempt): readonly EventDraft[] {
  const { chosen, instrument: subject } = table;
  const drafts: EventDraft[] = [];
  for (const strategy of chosen.strategies.slice(step)) {
    drafts.push({ type: 'ConflictResolving', data: { conflict, subject, strategy } });
    if (strategy === 'human') return drafts;
    if (strategy === 'negotiate') return [...drafts, ...negotiate(table, conflict, picture)];
    const settlement = settleViews(strategy, picture.views, termsOf(table));
    if (settlement !== undefined) return [...drafts, ...resolved(table, { conflict, strategy, picture, position: settlement.position })];
  }
  return drafts;
}

function termsOf({ chosen }: Table): SettleTerms {
  return { experts: chosen.experts as AgentId[], fallback: chosen.fallback };
}

interface Ending {
  readonly conflict: string;
  readonly strategy: EventOf<'ConflictResolved'>['data']['strategy'];
  readonly picture: Picture;
  readonly position: number;
  /** Of a negotiation; else the share that leans to that side. */
  readonly support?: number;
  readonly by?: string;
}

function resolved(table: Table, { conflict, strategy, picture, position, support, by }: Ending): readonly EventDraft[] {
  const data = { conflict, subject: table.instrument, strategy, position, support: support ?? supportOf(position, picture.views), awards: [], ...(by === undefined ? {} : { by }) };
  return [{ type: 'ConflictResolved', data }, ...signalOf(table, position, `${conflict} was settled by ${strategy}`)];
}

function settledItself(table: Table, open: OpenConflict, picture: Picture): readonly EventDraft[] {
  const position = standOf({ ...table.desk, settled: undefined }, picture, table.chosen.severityMin);
  const over: EventDraft = { type: 'ConflictExpired', data: { conflict: open.conflict, subject: table.instrument, reason: 'settled-itself', position } };
  return [...failed(table, open), over, ...signalOf(table, position, 'the weighted mean of its members')];
}

function passUp(table: Table, open: OpenConflict): readonly EventDraft[] {
  const { chosen, setting, now, instrument: subject } = table;
  const afterUs = chosen.deadlineUs ?? deadlineUs[open.kind];
  const escalation = { id: setting.id, now, conflict: open.conflict, subject, to: chosen.escalateTo, position: chosen.fallback, awards: [], afterUs };
  return [...failed(table, open), ...escalated(escalation), ...signalOf(table, chosen.fallback, `${open.conflict} waits for ${chosen.escalateTo}`)];
}

/** Ends the negotiation that is still open, if there is one. */
function failed({ instrument: subject }: Table, { negotiation }: OpenConflict): readonly EventDraft[] {
  if (negotiation === undefined) return SILENT;
  return [{ type: 'NegotiationClosed', data: { negotiation: negotiation.id, subject, reached: false, position: negotiation.offer, support: supportOfOffer(negotiation), rounds: negotiation.round } }];
}

function negotiate(table: Table, conflict: string, { views }: Picture): readonly EventDraft[] {
  const { chosen, instrument: subject } = table;
  const negotiation = `${conflict}/talks`;
  const parties = views.map(({ agent, lean, weight }) => ({ agent, position: lean, weight }));
  const opened: EventDraft = { type: 'NegotiationOpened', data: { negotiation, subject, parties, roundsMax: chosen.roundsMax, supportMin: chosen.supportMin, operator: '>=' } };
  return [opened, ...offer(table, { negotiation, round: 1, value: offerFrom(parties) })];
}

function offer({ setting, chosen, now, instrument: subject }: Table, { negotiation, round, value }: { readonly negotiation: string; readonly round: number; readonly value: number }): readonly EventDraft[] {
  const closesAt = now + chosen.roundUs;
  return [
    { type: 'OfferMade', data: { negotiation, subject, round, offer: value, closesAt } },
    { type: 'TimerSet', to: [setting.id], afterUs: chosen.roundUs, data: { name: roundTimer(negotiation, round), dueAt: closesAt } },
  ];
}

function afterRound(table: Table, negotiation: Negotiation): readonly EventDraft[] {
  const { open } = table.desk;
  if (open === undefined) return SILENT;
  const end = endRound(negotiation);
  if (end.kind === 'next') return offer(table, { negotiation: negotiation.id, round: end.round, value: end.offer });
  const { id, offer: position, round: rounds } = negotiation;
  const { conflict, step } = open;
  const picture = pictureNow(table, open);
  const closed: EventDraft = { type: 'NegotiationClosed', data: { negotiation: id, subject: table.instrument, reached: end.kind === 'reached', position, support: end.support, rounds } };
  if (end.kind === 'reached') return [closed, ...resolved(table, { conflict, strategy: 'negotiate', picture, position, support: end.support })];
  return [closed, ...tryFrom(table, { conflict, picture, step: step + 1 })];
}

function pictureNow({ desk, members, setting }: Table, { kind }: OpenConflict): Picture {
  return kind === 'risk' ? riskPictureOf(desk, { self: setting.id, risk: setting.gate }) : pictureOf(desk, members);
}

function roundTimer(negotiation: string, round: number): string {
  return `${negotiation}/${round}`;
}

/** Tells the council where the mediator stands, where that is another side or has moved by a step. */
function signalOf({ desk, instrument, chosen }: Table, position: number, evidence: string): readonly EventDraft[] {
  const hasTurned = Math.sign(position) !== Math.sign(desk.told);
  if (!hasTurned && Math.abs(position - desk.told) <= chosen.signalStep) return SILENT;
  return [{ type: 'SignalRaised', data: { instrument, direction: directionOf(position), strength: Math.abs(position), evidence } }];
}
