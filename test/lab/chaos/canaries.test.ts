/** For every law that comes with hivetape, what must break it. A law that cannot fail vouches for nothing. */
import { expect, test } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { orderId } from '../../../src/domain/order.js';
import { riskGate, type GateState } from '../../../src/agents/risk-gate.js';
import { builtInLaws } from '../../../src/lab/chaos/built-in-laws.js';
import { emptyLedger, foldLedger, type Ledger } from '../../../src/portfolio/ledger.js';
import { riskLimits } from '../../../src/portfolio/limits.js';
import { plainMethod } from '../../../src/swarm/vote-rule.js';
import { currencyCanaries } from './currency-canaries.js';
import { leadershipCanaries } from './leadership-canaries.js';
import { taskCanaries } from './task-canaries.js';
import type { Canary } from './canary.js';
import { accepted, barAt, courtOf, ES, fillWith, opened, orderWith, type Court } from './law-court.js';
import { messageCanaries } from './message-canaries.js';

const signal = { instrument: ES, direction: 'long', strength: 0.5, evidence: 'a test' } as const;
const ballot = (choice: 'for' | 'against', silent?: true) => [{ agent: agentId('trend'), choice, confidence: 0.5, weight: 1, ...(silent === undefined ? {} : { silent }) }];
const proposal = { proposal: 'council/ES/1', instrument: ES, direction: 'long', strength: 0.5, quorum: 0.5, threshold: 0.5, operator: '>', closesAt: 500 } as const;
const decided = { proposal: 'council/ES/1', instrument: ES, direction: 'long', approved: true, support: 1, turnout: 1, conviction: 0.5, ballot: ballot('for') } as const;
const vote = { proposal: 'council/ES/1', instrument: ES, choice: 'for', confidence: 0.5, reason: 'a test' } as const;

function asked(court: Court): void {
  court.said('ProposalMade', proposal, { by: 'council', at: 0 });
  const cast = court.said('VoteCast', vote, { by: 'trend', at: 10 });
  court.heard(cast, 'council', 11);
}

const settled = { conflict: 'mediator/ES/1', subject: 'ES', strategy: 'vote' as const, position: 1, support: 1, awards: [] };

function conflicted(court: Court): void {
  court.said('ConflictDetected', { conflict: 'mediator/ES/1', kind: 'signal', subject: 'ES', parties: [], severity: 1, severityMin: 0.3, deadlineAt: 500 }, { by: 'mediator', at: 0 });
}

/** The venue or an agent keeps books; how they are changed is the test's business. */
function booked(court: Court, agent: string, spoil: (ledger: Ledger) => void): void {
  opened(court);
  const bar = court.said('BarClosed', barAt(100), { by: 'feed' });
  accepted(court, orderWith());
  court.said('OrderFilled', { fill: fillWith({ barOffset: bar.offset, feeMicros: 250 }) }, { by: 'venue' });
  const ledger = emptyLedger();
  for (const event of court.events) foldLedger(ledger, event);
  spoil(ledger);
  court.states.set(agent, { ledger });
}

function gateOf(court: Court): GateState {
  const gate = riskGate({}, { gate: agentId('risk-gate'), venue: agentId('venue') });
  const context = { id: agentId('risk-gate'), now: () => 0 } as never;
  const state = court.events.reduce<GateState>((before, event) => gate.evolve(before, event, context), gate.initial());
  court.states.set('risk-gate', state);
  return state;
}

const spoilCash = (ledger: Ledger): void => {
  ledger.accounts[0].cashMicros += 1;
};
const spoilNothing = (): void => {};
const strike = (outcome: 'lost' | 'repeated', message: number, receiver: string) => ({ fault: 0, kind: 'drop', message, receiver: agentId(receiver), outcome, note: 'a test' });

const canaries: readonly Canary[] = [
  ...currencyCanaries,
  ...leadershipCanaries,
  { law: 'I30', deed: 'an offset that is left out', found: 'offset 2 follows 0',
    commit: (court) => [0, 2].forEach((offset) => court.said('SignalRaised', signal, { envelope: { offset } })),
    behave: (court) => [0, 1].forEach((offset) => court.said('SignalRaised', signal, { envelope: { offset } })) },
  { law: 'I26', deed: 'time that goes back', found: 'time 9 after 10',
    commit: (court) => [10, 9].forEach((at) => court.said('SignalRaised', signal, { at })),
    behave: (court) => [10, 10].forEach((at) => court.said('SignalRaised', signal, { at })) },
  { law: 'I26', deed: 'a word that is heard as it is said', found: 'said at 10 and heard at 10',
    commit: (court) => court.said('SignalRaised', signal, { at: 10, envelope: { deliverAt: 10 } }),
    behave: (court) => court.said('SignalRaised', signal, { at: 10, envelope: { deliverAt: 11 } }) },
  { law: 'I23', deed: 'an effect before its cause', found: 'cause 1, correlation 1 at offset 1',
    commit: (court) => [-1, 1].forEach((cause) => court.said('SignalRaised', signal, { cause })),
    behave: (court) => [-1, 0].forEach((cause) => court.said('SignalRaised', signal, { cause })) },
  ...[NaN, Infinity, -0].map((strength): Canary => ({ law: 'I09', deed: `a strength of ${Object.is(strength, -0) ? '-0' : strength}`, found: 'data.strength is',
    commit: (court) => court.said('SignalRaised', { ...signal, strength }),
    behave: (court) => court.said('SignalRaised', { ...signal, strength: 0 }) })),
  { law: 'I37', deed: 'a word that overtakes an earlier one', found: 'council heard offset 0 of trend after 1',
    commit: (court) => { for (const event of twoSignals(court).reverse()) court.heard(event, 'council'); },
    behave: (court) => { for (const event of twoSignals(court)) court.heard(event, 'council'); } },
  { law: 'A01', deed: 'an agent that throws', found: 'agent trader threw (agent-threw) while handling offset 4',
    commit: (court) => court.said('AgentFailed', { agent: agentId('trader'), code: 'agent-threw', handling: 4 }),
    behave: (court) => court.said('SignalRaised', signal) },
  { law: 'A02', deed: 'a second answer to one message', found: 'trend says VoteCast of offset 0 a second time at offset 3',
    commit: (court) => repeated(court, 0),
    behave: (court) => repeated(court, 1) },
  { law: 'I18', deed: 'a fill after the cancel', found: 'order trader-1 goes from cancelled to filled, and had ended',
    commit: (court) => { accepted(court, orderWith()); court.said('OrderCancelled', { orderId: orderId('trader-1'), instrument: ES, reason: 'by-agent', openLots: 10 }, { by: 'venue' }); court.said('OrderFilled', { fill: fillWith() }, { by: 'venue' }); },
    behave: (court) => { accepted(court, orderWith()); court.said('OrderFilled', { fill: fillWith() }, { by: 'venue' }); } },
  { law: 'I18', deed: 'a fill of an order that nobody placed', found: 'order trader-1 is filled and was never placed',
    commit: (court) => court.said('OrderFilled', { fill: fillWith() }, { by: 'venue' }),
    behave: (court) => court.said('OrderFilled', { fill: fillWith() }, { by: 'an impostor' }) },
  { law: 'I13', deed: 'more filled than ordered', found: 'order trader-1 of 10 lots: 11 filled, 0 left',
    commit: (court) => { accepted(court, orderWith()); court.said('OrderFilled', { fill: fillWith({ quantityLots: 11 }) }, { by: 'venue' }); },
    behave: (court) => { accepted(court, orderWith()); court.said('OrderFilled', { fill: fillWith({ quantityLots: 4, remainingLots: 6 }) }, { by: 'venue' }); } },
  { law: 'I12', deed: 'a price outside the bar', found: 'order trader-1 got 103 in a bar from 99 to 101',
    commit: (court) => { const { offset } = court.said('BarClosed', barAt(100), { by: 'feed' }); court.said('OrderFilled', { fill: fillWith({ barOffset: offset, basePrice: 103 }) }, { by: 'venue' }); },
    behave: (court) => { const { offset } = court.said('BarClosed', barAt(100), { by: 'feed' }); court.said('OrderFilled', { fill: fillWith({ barOffset: offset, basePrice: 101 }) }, { by: 'venue' }); } },
  { law: 'I12', deed: 'a fill by no bar', found: 'order trader-1 was filled by offset 7, which is no bar of ES',
    commit: (court) => court.said('OrderFilled', { fill: fillWith({ barOffset: 7 }) }, { by: 'venue' }),
    behave: (court) => court.said('BarClosed', barAt(100), { by: 'feed' }) },
  { law: 'I10', deed: 'a price between two ticks', found: 'order trader-1 got 10 lots at 100.005',
    commit: (court) => { opened(court); court.said('OrderFilled', { fill: fillWith({ price: 100.005 }) }, { by: 'venue' }); },
    behave: (court) => { opened(court); court.said('OrderFilled', { fill: fillWith({ price: 100.01 }) }, { by: 'venue' }); } },
  { law: 'I14', deed: 'a buy above its limit', found: 'order trader-1 to buy at 99 got 100',
    commit: (court) => { accepted(court, orderWith({ type: 'limit', limitPrice: 99 })); court.said('OrderFilled', { fill: fillWith() }, { by: 'venue' }); },
    behave: (court) => { accepted(court, orderWith({ type: 'limit', limitPrice: 100 })); court.said('OrderFilled', { fill: fillWith() }, { by: 'venue' }); } },
  { law: 'I01', deed: 'a venue that is off by the smallest unit of money', found: 'venue has 998999999751 micros of USD, and the fills come to 998999999750',
    commit: (court) => { booked(court, 'venue', spoilCash); court.said('SignalRaised', signal); },
    behave: (court) => { booked(court, 'venue', spoilNothing); court.said('SignalRaised', signal); } },
  { law: 'I36', deed: 'an agent that counted a fill twice', found: 'trader holds 20 lots of ES, and the fills come to 10',
    commit: (court) => { booked(court, 'trader', (ledger) => { ledger.positions[0].lots *= 2; }); court.settled(); },
    behave: (court) => { booked(court, 'trader', spoilNothing); court.settled(); } },
  { law: 'I19', deed: 'an approval while trading is halted', found: 'order trader-1 was approved',
    commit: (court) => { court.said('TradingHalted', { reason: 'drawdown' }, { by: 'risk-gate' }); court.said('OrderApproved', { order: orderWith() }, { by: 'risk-gate' }); },
    behave: (court) => { court.said('TradingHalted', { reason: 'drawdown' }, { by: 'risk-gate' }); court.said('OrderApproved', { order: orderWith({ reduceOnly: true }) }, { by: 'risk-gate' }); } },
  { law: 'I57', deed: 'one order that the kill switch lets pass', found: 'order trader-1 was approved',
    commit: (court) => { killed(court, 'risk-gate'); court.said('OrderApproved', { order: orderWith() }, { by: 'risk-gate' }); },
    behave: (court) => { killed(court, 'venue'); court.said('OrderApproved', { order: orderWith() }, { by: 'risk-gate' }); } },
  { law: 'I57', deed: 'a venue that takes an order after the kill switch', found: 'order trader-1 was accepted',
    commit: (court) => { killed(court, 'venue'); court.said('OrderAccepted', { orderId: orderId('trader-1'), instrument: ES, acceptedAt: 0 }, { by: 'venue' }); },
    behave: (court) => { killed(court, 'risk-gate'); court.said('OrderAccepted', { orderId: orderId('trader-1'), instrument: ES, acceptedAt: 0 }, { by: 'venue' }); } },
  { law: 'I56', deed: 'an approval of more than the limits allow', found: 'order trader-1 could make the position 0.4 of equity, above 0.3',
    commit: (court) => approvedLots(court, 4_000),
    behave: (court) => approvedLots(court, 2_900) },
  { law: 'I50', deed: 'a vote that is counted and was not heard', found: 'counts trend for, which the council did not hear in time',
    commit: (court) => { court.said('ProposalMade', proposal, { by: 'council' }); court.said('VoteCast', vote, { by: 'trend' }); court.said('DecisionReached', decided, { by: 'council' }); },
    behave: (court) => { asked(court); court.said('DecisionReached', decided, { by: 'council' }); } },
  { law: 'I50', deed: 'a vote that is counted after the close', found: 'which the council did not hear in time',
    commit: (court) => { court.said('ProposalMade', proposal, { by: 'council' }); court.heard(court.said('VoteCast', vote, { by: 'trend' }), 'council', 500); court.said('DecisionReached', decided, { by: 'council', at: 501 }); },
    behave: (court) => { asked(court); court.said('DecisionReached', decided, { by: 'council', at: 501 }); } },
  { law: 'I50', deed: 'a question that is decided twice', found: 'council/ES/1 is decided twice',
    commit: (court) => { asked(court); for (const at of [20, 30]) court.said('DecisionReached', decided, { by: 'council', at }); },
    behave: (court) => { asked(court); court.said('DecisionReached', decided, { by: 'council', at: 20 }); } },
  { law: 'I51', deed: 'a decision against its ballot', found: 'council/ES/1: said true by 1, the rule gives false by 0',
    commit: (court) => { asked(court); court.said('DecisionReached', { ...decided, ballot: ballot('against') }, { by: 'council' }); },
    behave: (court) => { asked(court); court.said('DecisionReached', decided, { by: 'council' }); } },
  { law: 'I51', deed: 'a decision without its quorum', found: 'council/ES/1 was decided without its quorum',
    commit: (court) => { asked(court); court.said('DecisionReached', { ...decided, ballot: ballot('for', true) }, { by: 'council' }); },
    behave: (court) => { asked(court); court.said('QuorumMissed', { proposal: 'council/ES/1', instrument: ES, turnout: 0, quorum: 0.5, ballot: ballot('for', true) }, { by: 'council' }); } },
  { law: 'I51', deed: 'a decision by a laxer rule than was declared', found: 'council/ES/1: said true by 1, the rule gives false by 1',
    commit: (court) => { court.said('ProposalMade', { ...proposal, method: { ...plainMethod, holdUpTo: 0.5 } }, { by: 'council' }); court.said('DecisionReached', { ...decided, confidence: 0.5 }, { by: 'council' }); },
    behave: (court) => { court.said('ProposalMade', { ...proposal, method: { ...plainMethod, holdUpTo: 0.49 } }, { by: 'council' }); court.said('DecisionReached', { ...decided, confidence: 0.5 }, { by: 'council' }); } },
  { law: 'I51', deed: 'a weight that changed after the vote was opened', found: 'council/ES/1 counts trend with 1, and 0.5 was frozen when it was opened',
    commit: (court) => { court.said('ProposalMade', { ...proposal, stakes: [{ agent: agentId('trend'), weight: 0.5, silentWeight: 0.1 }] }, { by: 'council' }); court.said('DecisionReached', decided, { by: 'council' }); },
    behave: (court) => { court.said('ProposalMade', { ...proposal, stakes: [{ agent: agentId('trend'), weight: 1, silentWeight: 0.1 }] }, { by: 'council' }); court.said('DecisionReached', decided, { by: 'council' }); } },
  { law: 'I70', deed: 'a conflict that ends twice', found: 'mediator/ES/1 goes on after its end with ConflictResolved',
    commit: (court) => { conflicted(court); for (const at of [20, 30]) court.said('ConflictResolved', settled, { by: 'mediator', at }); },
    behave: (court) => { conflicted(court); court.said('ConflictResolved', settled, { by: 'mediator', at: 20 }); } },
  { law: 'I70', deed: 'a conflict that a stranger ends', found: 'mallory says ConflictResolved of mediator/ES/1, which mediator detected',
    commit: (court) => { conflicted(court); court.said('ConflictResolved', settled, { by: 'mallory' }); },
    behave: (court) => { conflicted(court); court.said('ConflictResolved', settled, { by: 'mediator' }); } },
  { law: 'I70', deed: 'a conflict that stays open', found: 'mediator/ES/1 is open at 1000000000, and was due at 500',
    commit: (court) => { conflicted(court); court.settled(); },
    behave: (court) => { conflicted(court); court.said('ConflictResolved', settled, { by: 'mediator' }); court.settled(); } },
  { law: 'L01', deed: 'an agent that stays away', found: 'trader is away',
    commit: (court) => { court.away.add('trader'); court.settled(); },
    behave: (court) => court.settled() },
  { law: 'I35', deed: 'a message that never arrives', found: 'offset 0 never reached trader',
    commit: (court) => { lost(court); court.settled(); },
    behave: (court) => { court.heard(lost(court), 'trader'); court.settled(); } },
  { law: 'L02', deed: 'an order that nobody answers', found: 'order trader-1 is approved since offset 1, and does not rest',
    commit: (court) => { court.states.set('venue', { books: [] }); court.said('OrderPlaced', { order: orderWith() }, { by: 'trader' }); court.said('OrderApproved', { order: orderWith() }, { by: 'risk-gate' }); court.settled(); },
    behave: (court) => { court.states.set('venue', { books: [{ resting: [{ order: orderWith() }] }] }); accepted(court, orderWith()); court.settled(); } },
  { law: 'I55', deed: 'a vote that never closes', found: 'council/ES/1 was to close at 500, and is open at 1000000000',
    commit: (court) => { asked(court); court.settled(); },
    behave: (court) => { asked(court); court.said('DecisionReached', decided, { by: 'council' }); court.settled(); } },
  ...messageCanaries,
  ...taskCanaries,
];

function repeated(court: Court, secondCause: number): void {
  court.said('ProposalMade', proposal, { by: 'council', at: 0 });
  court.said('FaultStruck', strike('repeated', 0, 'trend'), { at: 0 });
  for (const [at, cause] of [[10, 0], [20, secondCause]]) court.said('VoteCast', vote, { by: 'trend', at, cause });
}

function twoSignals(court: Court): LogEvent[] {
  return [1, 2].map(() => court.said('SignalRaised', signal, { by: 'trend' }));
}

function killed(court: Court, who: string): void {
  court.heard(court.said('KillSwitchPulled', { operator: 'chaos', reason: 'a test' }), who);
}

function lost(court: Court): LogEvent {
  const event = court.said('DecisionReached', decided, { by: 'council' });
  court.said('FaultStruck', strike('lost', event.offset, 'trader'));
  return event;
}

/** The gate knows the market, and approves what it is asked; the limits are the usual ones. */
function approvedLots(court: Court, quantityLots: number): void {
  opened(court);
  court.said('BarClosed', barAt(100), { by: 'feed' });
  gateOf(court);
  court.said('OrderPlaced', { order: orderWith({ quantityLots }) }, { by: 'trader' });
  court.said('OrderApproved', { order: orderWith({ quantityLots }) }, { by: 'risk-gate' });
}

test('every law has a canary', () => {
  expect(new Set(canaries.map(({ law }) => law))).toEqual(new Set(builtInLaws(riskLimits()).map(({ id }) => id)));
});

test('no two laws share an id, and each says itself in a sentence', () => {
  const laws = builtInLaws(riskLimits());
  expect(new Set(laws.map(({ id }) => id)).size).toBe(laws.length);
  for (const { law } of laws) expect(law).toMatch(/^[A-Z].*\.$/);
});

test.each(canaries)('R8: $law breaks at $deed, and at nothing less', ({ law, commit, behave, found }) => {
  const guilty = courtOf(law);
  commit(guilty);
  expect(guilty.verdict()).toMatchObject({ law, found: expect.stringContaining(found) as string });
  const innocent = courtOf(law);
  behave(innocent);
  expect(innocent.verdict()).toBeUndefined();
});
