/**
 * Stands between agents that disagree and a council: it hears what its members want of an instrument, sees
 * where that cannot be had together, settles it by the ways it was given, and speaks to the council with
 * one voice. Until a conflict is settled it says what it said before.
 */
import type { AgentId } from '../core/brand.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { hearOffer, hearPosition } from '../swarm/decisions/negotiation.js';
import { chosenInstruments, defineAgentKind } from './agent-kind.js';
import { choiceOf, directionOf } from './analyst.js';
import { noteProposal } from './attention.js';
import { mayRule, noSuchConflict, settleOrderIn } from './conflict-drafts.js';
import { membersOf, type Member } from './council-members.js';
import { decider, SILENT } from './decider.js';
import { endConflict, heardView, openConflict, openNegotiation, pictureOf, riskPictureOf, startMediatorDesk, type MediatorDesk } from './mediator-desk.js';
import { mediatorOptions, type MediatorFrame, type MediatorOptions, type Table } from './mediator-options.js';
import { answerRing, answerRisk, answerRuling, answerState, answerView } from './mediator-words.js';
import { rankingFor } from './ranking.js';

export interface MediatorState {
  readonly desks: Record<InstrumentId, MediatorDesk>;
}

export const mediator = defineAgentKind({
  kind: 'mediator',
  summary: 'Settles conflicts between analysts or councils, and speaks for them with one voice.',
  capabilities: ['mediate', 'vote'],
  options: mediatorOptions,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const frame: MediatorFrame = { chosen, members: membersOf(chosen), setting };
    const topics = ['signals', 'decisions', 'proposals', 'conflicts', 'negotiations'];
    return decider<MediatorState>({
      listensTo: [...instruments.flatMap(({ id }) => topics.map((topic) => `${topic}/${id}`)), `commands/${setting.id}`, ...(chosen.watchesRisk ? ['risk/alerts'] : [])],
      initial: () => ({ desks: Object.fromEntries(instruments.map(({ id }) => [id, startMediatorDesk()])) as MediatorState['desks'] }),
      evolve: (state, event, context) => {
        fold(state, event, { ...frame, now: context.now() });
        return state;
      },
      decide: (state, event, context) => react(state, event, { ...frame, now: context.now() }),
    });
  },
});

type Moment = MediatorFrame & { readonly now: Instant };

/** Returns the lean that a word of a member says, `undefined` for what is none. */
function leanIn(event: LogEvent, { members, setting }: MediatorFrame): number | undefined {
  if ((event.type !== 'SignalRaised' && event.type !== 'DecisionReached') || event.agent === setting.id || !isMember(members, event.agent)) return undefined;
  if (event.type === 'DecisionReached' && !event.data.approved) return undefined;
  const { direction } = event.data;
  const size = event.type === 'SignalRaised' ? event.data.strength : event.data.conviction;
  return direction === 'long' ? size : direction === 'short' ? 0 - size : 0;
}

function isMember(members: readonly Member[], id: AgentId): boolean {
  return members.some(({ agent }) => agent === id);
}

function deskOf({ desks }: MediatorState, subject: string): MediatorDesk | undefined {
  return Object.hasOwn(desks, subject) ? desks[subject as InstrumentId] : undefined;
}

/** Tells whether the speaker may answer an offer for that party. */
function speaksFor(speaker: AgentId, party: AgentId, { delegates }: MediatorOptions): boolean {
  return speaker === party || (Object.hasOwn(delegates, party) && delegates[party] === speaker);
}

function fold(state: MediatorState, event: LogEvent, frame: Moment): void {
  const { setting, chosen, members, now } = frame;
  const lean = leanIn(event, frame);
  if (lean !== undefined && 'instrument' in event.data) {
    const desk = deskOf(state, event.data.instrument as string);
    if (desk !== undefined) heardView(desk, event, lean, event.type === 'DecisionReached');
    return;
  }
  switch (event.type) {
    case 'ProposalMade':
      if (deskOf(state, event.data.instrument) !== undefined) noteProposal(state.desks[event.data.instrument].attention, event);
      return;
    case 'RiskAlertRaised':
      if (event.agent !== setting.gate || !chosen.watchesRisk || event.data.found <= 0) return;
      for (const desk of Object.values(state.desks)) if ((desk.alert?.offset ?? -1) < event.offset) desk.alert = { share: Math.max(0, Math.min(1, event.data.limit / event.data.found)), offset: event.offset };
      return;
    case 'PositionStated': {
      const negotiation = deskOf(state, event.data.subject)?.open?.negotiation;
      if (negotiation?.id === event.data.negotiation && speaksFor(event.agent, event.data.party, chosen)) hearPosition(negotiation, event.data, now);
      return;
    }
    default:
      if (event.agent === setting.id) foldOwn(state, event, { setting, members });
  }
}

/** Takes in what the mediator itself has said. */
function foldOwn(state: MediatorState, event: LogEvent, { setting, members }: Pick<MediatorFrame, 'setting' | 'members'>): void {
  if (event.type === 'SignalRaised') {
    const { instrument, direction, strength } = event.data;
    state.desks[instrument].told = direction === 'long' ? strength : direction === 'short' ? 0 - strength : 0;
    return;
  }
  if (!('subject' in event.data)) return;
  const desk = deskOf(state, event.data.subject);
  if (desk === undefined) return;
  switch (event.type) {
    case 'ConflictDetected':
      openConflict(desk, event.data, (event.data.kind === 'risk' ? riskPictureOf(desk, { self: setting.id, risk: setting.gate }) : pictureOf(desk, members)).sides);
      return;
    case 'ConflictResolving':
      if (desk.open !== undefined) desk.open.step += 1;
      return;
    case 'NegotiationOpened':
      openNegotiation(desk, event.data);
      return;
    case 'OfferMade':
      if (desk.open?.negotiation !== undefined) hearOffer(desk.open.negotiation, event.data);
      return;
    case 'NegotiationClosed':
      if (desk.open !== undefined) desk.open.negotiation = undefined;
      return;
    case 'ConflictEscalated':
      if (desk.open !== undefined) Object.assign(desk.open, { isEscalated: true, position: event.data.position });
      return;
    case 'ConflictResolved':
      endConflict(desk, event.data.conflict, event.data.position);
      return;
    case 'ConflictExpired':
      endConflict(desk, event.data.conflict, event.data.reason === 'unanswered' ? event.data.position : undefined);
  }
}

function react(state: MediatorState, event: LogEvent, frame: Moment): readonly EventDraft[] {
  const at = (instrument: string): Table | undefined => {
    const desk = deskOf(state, instrument);
    return desk === undefined ? undefined : { ...frame, instrument: instrument as InstrumentId, desk };
  };
  switch (event.type) {
    case 'SignalRaised':
    case 'DecisionReached': {
      const table = leanIn(event, frame) === undefined ? undefined : at(event.data.instrument);
      return table === undefined || table.desk.heardAt !== event.offset ? SILENT : answerView(table);
    }
    case 'RiskAlertRaised': {
      const tables = Object.keys(state.desks).flatMap((instrument) => at(instrument) ?? []);
      return tables.filter(({ desk }) => desk.alert?.offset === event.offset).flatMap(answerRisk);
    }
    case 'PositionStated': {
      const table = at(event.data.subject);
      return table?.desk.open?.negotiation?.id === event.data.negotiation ? answerState(table) : SILENT;
    }
    case 'ConflictRuled': {
      const table = at(event.data.subject);
      return table !== undefined && mayRule(event.agent, frame.chosen.escalateTo) ? answerRuling(table, { ...event.data, by: event.agent }) : SILENT;
    }
    case 'OperatorCommanded': {
      const order = settleOrderIn(event, frame.setting.id);
      if (order === undefined) return SILENT;
      const instrument = Object.keys(state.desks).find((one) => deskOf(state, one)?.open?.conflict === order.conflict);
      const table = instrument === undefined ? undefined : at(instrument);
      return table === undefined ? noSuchConflict(event, order) : answerRuling(table, { conflict: order.conflict, position: order.position, by: event.data.operator });
    }
    case 'TimerSet':
      if (event.agent !== frame.setting.id) return SILENT;
      return Object.keys(state.desks).flatMap((instrument) => [...ringAt(at(instrument), event.data.name)]);
    case 'ProposalMade': {
      const table = at(event.data.instrument);
      return table === undefined || table.desk.attention.isAskedAgain ? SILENT : [voteOf(table, event)];
    }
    default:
      return SILENT;
  }
}

function ringAt(table: Table | undefined, name: string): readonly EventDraft[] {
  return table === undefined ? SILENT : answerRing(table, name);
}

/** Votes for what it told; without any view of its members it abstains. */
function voteOf({ desk, instrument }: Table, { data }: Extract<LogEvent, { type: 'ProposalMade' }>): EventDraft {
  const lean = Object.keys(desk.views).length === 0 ? undefined : desk.told;
  const choice = choiceOf(lean, data.direction);
  const confidence = lean === undefined || choice === 'abstain' ? 0 : lean === 0 ? 0.5 : Math.abs(lean);
  const reason = lean === undefined ? 'no member has spoken yet' : desk.open === undefined ? `its members stand ${directionOf(lean)}` : `${desk.open.conflict} is open; it stands where it stood`;
  return { type: 'VoteCast', data: { proposal: data.proposal, instrument, choice, confidence, reason, ...rankingFor(data, lean === undefined ? undefined : directionOf(lean)) } };
}
