/** The frame of a run: what the lab says before the first input and after the last. */
import { microsOf } from '../core/fixed-point.js';
import type { EventDraft } from '../domain/catalogue.js';
import { withPhases } from './boot-phases.js';
import { identityJson, type RunIdentity } from './identity.js';
import type { RunPlan } from './run-plan.js';

/** Returns the opening words, in order: identity, account, instruments, agents. Nothing in them knows the future. */
export function openingOf(plan: RunPlan, identity: RunIdentity): EventDraft[] {
  const { name, account } = plan.scenario;
  const words: EventDraft[] = [
    { type: 'RunStarted', data: { name, identity: identityJson(identity) } },
    { type: 'AccountOpened', data: { currency: account.currency, cashMicros: microsOf(account.cash) } },
    ...Object.entries(account.balances ?? {}).map(([currency, cash]): EventDraft => ({ type: 'AccountOpened', data: { currency, cashMicros: microsOf(cash) } })),
    ...plan.instruments.map((instrument): EventDraft => ({ type: 'InstrumentListed', data: { instrument } })),
    ...plan.seats.map(
      ({ id, kind, options, agent }): EventDraft => ({
        type: 'AgentSeated',
        data: { agent: id, kind, options, listensTo: [...agent.listensTo] },
      }),
    ),
    ...(plan.swarm?.opening ?? []),
  ];
  return withPhases(words, plan);
}
