/**
 * The swarm's way to one decision. The council folds its members' signals into a weighted lean; when
 * that asks for another direction than the one last decided, it puts a proposal to the vote, counts the
 * answers until all are in or the time is up, and says what was decided, with the whole ballot.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import { SECOND, type Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { Direction } from '../domain/events/swarm-events.js';
import type { InstrumentId } from '../domain/instrument.js';
import { chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { ballotOf, heardSignal, heardVote, leanOf, openVote, startDesk, wantedDirection, wasAsked, type CouncilDesk, type OpenVote } from './council-desk.js';
import { membersOf, type Member } from './council-members.js';
import { decider, SILENT } from './decider.js';
import { tally } from './vote-rule.js';

interface CouncilState {
  readonly desks: Record<InstrumentId, CouncilDesk>;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    members: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Number({ exclusiveMinimum: 0 }), {
      default: {},
      description: 'Ids of the agents that signal and vote, each with its weight; the weights sum to 1.',
    }),
    normalise: Type.Boolean({ default: false, description: 'Whether weights are scaled to sum to 1 instead of being refused.' }),
    quorum: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'Share of the weight that must answer, or nothing is decided.' }),
    threshold: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'Share of what is said for or against that must be for.' }),
    operator: Type.Union([Type.Literal('>'), Type.Literal('>=')], {
      default: '>',
      description: 'Whether the support must be above the threshold, or may stand at it.',
    }),
    voteTimeoutUs: Type.Integer({ minimum: 1, default: 10 * SECOND, description: 'How long a vote stays open, in microseconds; who is silent until then abstains.' }),
    entryLean: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1, description: 'Weighted lean (0 to 1) from which a side is proposed.' }),
    hysteresis: Type.Number({ minimum: 0, maximum: 1, default: 0.05, description: 'How far below entryLean the lean must fall before it proposes to leave.' }),
    leanStep: Type.Number({ minimum: 0, maximum: 1, default: 0.1, description: 'How much the lean must have moved before a proposal that failed is made again.' }),
  },
  { additionalProperties: false },
);

type CouncilOptions = Static<typeof options>;

export const council = defineAgentKind({
  kind: 'council',
  summary: 'Puts the weighted view of its members to the vote, and says what was decided.',
  capabilities: ['decide'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const members = membersOf(chosen);
    const bench: Bench = { options: chosen, members, ids: new Set(members.map(({ agent }) => agent)) };

    return decider<CouncilState>({
      listensTo: instruments.flatMap(({ id }) => [`signals/${id}`, `votes/${id}`]),

      initial: () => ({ desks: Object.fromEntries(instruments.map(({ id }) => [id, startDesk()])) as CouncilState['desks'] }),

      evolve: (state, event, context) => {
        fold(bench, state, event, context.now());
        return state;
      },

      decide: (state, event, context) => {
        const chair: Chair = { ...bench, id: context.id, now: context.now() };
        switch (event.type) {
          case 'SignalRaised':
            return answerSignal(chair, event, state.desks[event.data.instrument]);
          case 'VoteCast':
            return answerVote(chair, event.data, state.desks[event.data.instrument]);
          case 'TimerSet':
            return event.agent === context.id ? answerTimer(chair, event.data.name, state) : SILENT;
          default:
            return SILENT;
        }
      },
    });
  },
});

/** Who has a say, and by what rule. */
interface Bench {
  readonly options: CouncilOptions;
  readonly members: readonly Member[];
  readonly ids: ReadonlySet<AgentId>;
}

/** The bench at one moment. */
interface Chair extends Bench {
  readonly id: AgentId;
  readonly now: Instant;
}

/** Takes in what members say, and what the council itself has said. */
function fold({ options: chosen, members, ids }: Bench, { desks }: CouncilState, event: LogEvent, now: Instant): void {
  switch (event.type) {
    case 'SignalRaised': {
      const desk = desks[event.data.instrument];
      if (desk === undefined || !ids.has(event.agent)) return;
      heardSignal(desk, event);
      // Once the members want what is decided, an earlier question is settled and may be asked anew.
      if (wantedDirection(desk.decided, leanOf(desk, members), chosen) === desk.decided) desk.asked = undefined;
      return;
    }
    case 'VoteCast': {
      const desk = desks[event.data.instrument];
      if (desk !== undefined && ids.has(event.agent)) heardVote(desk, { voter: event.agent, arrivedAt: now }, event.data);
      return;
    }
    case 'ProposalMade': {
      const desk = desks[event.data.instrument];
      openVote(desk, event.data, leanOf(desk, members));
      return;
    }
    case 'DecisionReached': {
      const desk = desks[event.data.instrument];
      desk.open = undefined;
      if (event.data.approved) desk.decided = event.data.direction;
      return;
    }
    case 'QuorumMissed':
      desks[event.data.instrument].open = undefined;
  }
}

function answerSignal(chair: Chair, { agent, offset, data }: EventOf<'SignalRaised'>, desk: CouncilDesk | undefined): readonly EventDraft[] {
  if (desk === undefined || desk.open !== undefined || desk.signalledAt[agent] !== offset) return SILENT;
  return propose(chair, data.instrument, desk, desk.decided);
}

function answerVote(chair: Chair, { instrument, proposal }: DataOf<'VoteCast'>, desk: CouncilDesk | undefined): readonly EventDraft[] {
  const open = desk?.open;
  if (desk === undefined || open?.proposal !== proposal) return SILENT;
  return hasEveryVote(open, chair.members) ? close(chair, instrument, desk, open) : SILENT;
}

function answerTimer(chair: Chair, name: string, { desks }: CouncilState): readonly EventDraft[] {
  for (const [instrument, desk] of Object.entries(desks) as [InstrumentId, CouncilDesk][]) {
    if (desk.open?.proposal === name) return close(chair, instrument, desk, desk.open);
  }
  return SILENT; // The vote was closed before its time was up.
}

/** Puts to the vote what the lean asks for, unless that stands already or was asked just now. */
function propose({ id, now, members, options: chosen }: Chair, instrument: InstrumentId, desk: CouncilDesk, decided: Direction): readonly EventDraft[] {
  const lean = leanOf(desk, members);
  const direction = wantedDirection(decided, lean, chosen);
  if (direction === decided || wasAsked(desk, direction, lean, chosen)) return SILENT;

  const proposal = `${id}/${instrument}/${desk.proposals + 1}`;
  const { quorum, threshold, operator, voteTimeoutUs } = chosen;
  const closesAt = now + voteTimeoutUs;
  const strength = Math.min(1, Math.abs(lean));
  return [
    { type: 'ProposalMade', data: { proposal, instrument, direction, strength, quorum, threshold, operator, closesAt } },
    { type: 'TimerSet', to: [id], afterUs: voteTimeoutUs, data: { name: proposal, dueAt: closesAt } },
  ];
}

/** Says the outcome; and if the members have turned while they voted, asks again at once. */
function close(chair: Chair, instrument: InstrumentId, desk: CouncilDesk, open: OpenVote): readonly EventDraft[] {
  const { proposal, direction } = open;
  const { quorum } = chair.options;
  const ballot = ballotOf(open, chair.members);
  const outcome = tally(ballot, chair.options);
  if (outcome.kind === 'quorum-missed') {
    const missed: EventDraft = { type: 'QuorumMissed', data: { proposal, instrument, turnout: outcome.turnout, quorum, ballot } };
    return [missed, ...propose(chair, instrument, desk, desk.decided)];
  }
  const { approved, support, turnout } = outcome;
  const conviction = direction === 'flat' ? 0 : outcome.conviction;
  const data = { proposal, instrument, direction, approved, support, turnout, conviction, ballot };
  return [{ type: 'DecisionReached', data }, ...propose(chair, instrument, desk, approved ? direction : desk.decided)];
}

function hasEveryVote({ votes }: OpenVote, members: readonly Member[]): boolean {
  return members.every(({ agent }) => Object.hasOwn(votes, agent));
}
