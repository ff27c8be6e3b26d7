/** What must break the laws of the post. */
import { agentId } from '../../../src/core/brand.js';
import type { DataOf, EventOf, LogEvent } from '../../../src/domain/catalogue.js';
import type { Canary } from './canary.js';
import type { Court } from './law-court.js';

const letter: DataOf<'MessageSent'> = { number: 1, kind: 'event', routing: 'direct', priority: 'medium', guarantee: 'exactly-once', name: 'DataUpdated', expiresAt: 1_000, payload: { name: 'x', value: 1 }, attempt: 1 };
const copy = { sender: agentId('anna'), number: 1, receiver: agentId('bert') };

const wish = { template: 'scout', reason: 'a test' };

/** Two with couriers; one has written to the other. */
function written(court: Court, changes: Partial<DataOf<'MessageSent'>> = {}): EventOf<'MessageSent'> {
  for (const agent of ['anna', 'bert']) court.said('AgentSeated', { agent: agentId(agent), kind: 'courier', options: {}, listensTo: ['everybody'] });
  return court.said('MessageSent', { ...letter, ...changes }, { by: 'anna', to: ['bert'] });
}

function acknowledged(court: Court, cause: LogEvent, again?: true): void {
  court.said('MessageAcknowledged', { ...copy, ...(again === undefined ? {} : { again }) }, { by: 'bert', at: cause.time + 1, cause: cause.offset });
}

/** Anna and Bert are wired, Bert and Carl are wired. */
function wired(court: Court): void {
  const edges = [['anna', 'bert'], ['bert', 'carl']].map(([from, to]) => ({ from: agentId(from), to: agentId(to), weight: 1 }));
  court.said('TopologyChanged', { kind: 'custom', edges, effectiveAt: 0, reason: 'a test' });
}

function otherThing(court: Court): void {
  court.said('TimerSet', { name: 'x', dueAt: 99 }, { by: 'anna' });
}

export const messageCanaries: readonly Canary[] = [
  { law: 'A20', deed: 'an acknowledgement of what nobody sent', found: 'message 1 of anna to bert is acknowledged and was never sent',
    commit: (court) => court.said('MessageAcknowledged', copy, { by: 'bert' }),
    behave: (court) => { const sent = written(court); court.heard(sent, 'bert'); acknowledged(court, sent); } },
  { law: 'A20', deed: 'an acknowledgement of what never arrived', found: 'message 1 of anna to bert is acknowledged and pending',
    commit: (court) => acknowledged(court, written(court)),
    behave: (court) => { const sent = written(court); court.heard(sent, 'bert'); otherThing(court); acknowledged(court, sent, true); } },
  { law: 'A20', deed: 'a message that is forgotten', found: 'message 1 of anna to bert was to live until 1000, and nobody says what became of it',
    commit: (court) => { written(court); court.settled(); },
    behave: (court) => { written(court); court.said('MessageExpired', copy, { by: 'anna', at: 1_000 }); court.settled(); } },
  { law: 'A20', deed: 'a drop of what nobody sent', found: 'message 1 of anna to bert is dropped and was never sent',
    commit: (court) => court.said('MessageDropped', { ...copy, name: 'DataUpdated', reason: 'inbox-full' }, { by: 'bert' }),
    behave: (court) => court.said('MessageDropped', { ...copy, name: 'DataUpdated', reason: 'too-large' }, { by: 'anna' }) },
  { law: 'A21', deed: 'a message that is handed over twice', found: 'message 1 of anna to bert was handed over twice',
    commit: (court) => { const sent = written(court); for (const at of [40, 50]) court.heard(sent, 'bert', at); otherThing(court); },
    behave: (court) => { const sent = written(court); court.heard(sent, 'bert', 40); otherThing(court); court.heard(sent, 'bert', 50); acknowledged(court, sent, true); otherThing(court); } },
  { law: 'A21', deed: 'a second time that nobody asked for', found: 'message 1 of anna to bert was handed over twice',
    commit: (court) => { const sent = written(court, { guarantee: 'at-most-once' }); for (const at of [40, 50]) court.heard(sent, 'bert', at); otherThing(court); },
    behave: (court) => { const sent = written(court, { guarantee: 'at-least-once' }); for (const at of [40, 50]) court.heard(sent, 'bert', at); otherThing(court); } },
  { law: 'A22', deed: 'a message that is handed over when its time is up', found: 'message 1 of anna to bert was handed over at 1000, and lived until 1000',
    commit: (court) => { court.heard(written(court), 'bert', 1_000); otherThing(court); },
    behave: (court) => { court.heard(written(court), 'bert', 999); otherThing(court); } },
  { law: 'A22', deed: 'a message that expires before its time', found: 'message 1 of anna to bert expired at 999, and lives until 1000',
    commit: (court) => { written(court); court.said('MessageExpired', copy, { by: 'anna', at: 999 }); },
    behave: (court) => { written(court); court.said('MessageExpired', copy, { by: 'anna', at: 1_000 }); } },
  { law: 'A23', deed: 'an agent that works after it has stopped', found: 'anna is started, and was stopped',
    commit: (court) => { court.said('AgentStopped', { agent: copy.sender, parked: 0, wasDrained: false }, { by: 'anna' }); court.said('AgentResumed', { agent: copy.sender, parked: 0 }, { by: 'anna' }); },
    behave: (court) => { court.said('AgentPaused', { agent: copy.sender }, { by: 'anna' }); court.said('AgentResumed', { agent: copy.sender, parked: 0 }, { by: 'anna' }); } },
  { law: 'A24', deed: 'a word from somebody who is not wired to the listener', found: 'carl heard offset 1 of anna, and is not wired to it',
    commit: (court) => { wired(court); court.heard(court.said('SpawnAsked', wish, { by: 'anna' }), 'carl'); },
    behave: (court) => { wired(court); court.heard(court.said('SpawnAsked', wish, { by: 'anna' }), 'bert'); } },
];
