/**
 * Negotiates for an agent that only signals: it knows where its principal leans, answers each offer by
 * how far the principal would go, and gives way a little more in every round, up to a reserve.
 */
import { Type } from '@sinclair/typebox';
import { agentId } from '../core/brand.js';
import type { InstrumentId } from '../domain/instrument.js';
import { answerTo } from '../swarm/decisions/negotiation.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { decider, SILENT } from './decider.js';

interface DelegateState {
  /** Where the principal leans, and the offset of the signal that said so. */
  readonly leans: Record<InstrumentId, { readonly lean: number; readonly offset: number }>;
  /** The last round that was answered, by negotiation that is open. */
  readonly answered: Record<string, number>;
  isAnsweredAlready: boolean;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    principal: agentOption('Id of the agent that it speaks for.', { minLength: 0, default: '' }),
    concession: Type.Number({ minimum: 0, maximum: 2, default: 0.25, description: 'How much further from its lean it goes in each round.' }),
    reserve: Type.Number({ minimum: 0, maximum: 2, default: 1, description: 'The furthest from its lean that it ever goes.' }),
  },
  { additionalProperties: false },
);

export const delegate = defineAgentKind({
  kind: 'delegate',
  summary: 'Negotiates for an agent that signals: gives way a little in each round, up to a reserve.',
  capabilities: ['negotiate'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const principal = chosen.principal === '' ? undefined : agentId(chosen.principal);
    return decider<DelegateState>({
      listensTo: instruments.flatMap(({ id }) => [`signals/${id}`, `negotiations/${id}`]),
      initial: () => ({ leans: {}, answered: {}, isAnsweredAlready: false }),

      evolve: (state, event) => {
        if (event.type === 'SignalRaised' && event.agent === principal) {
          const { instrument, direction, strength } = event.data;
          const known = state.leans[instrument];
          if (known !== undefined && event.offset <= known.offset) return state;
          state.leans[instrument] = { lean: direction === 'long' ? strength : direction === 'short' ? 0 - strength : 0, offset: event.offset };
        } else if (event.type === 'OfferMade') state.isAnsweredAlready = (state.answered[event.data.negotiation] ?? 0) >= event.data.round;
        else if (event.type === 'PositionStated' && event.agent === setting.id) state.answered[event.data.negotiation] = event.data.round;
        else if (event.type === 'NegotiationClosed') delete state.answered[event.data.negotiation];
        return state;
      },

      decide: ({ leans, isAnsweredAlready }, event) => {
        if (event.type !== 'OfferMade' || isAnsweredAlready || principal === undefined) return SILENT;
        const { negotiation, subject, round, offer } = event.data;
        const view = leans[subject as InstrumentId];
        if (view === undefined) return SILENT;
        return [{ type: 'PositionStated', data: { negotiation, subject, round, party: principal, ...answerTo(offer, view.lean, round, chosen) } }];
      },
    });
  },
});
