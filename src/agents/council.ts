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
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { newcomerStake, silentStake } from '../swarm/reputation.js';
import { tally, type DecidedOutcome, type VoteRule } from '../swarm/vote-rule.js';
import { ballotOf, evidenceOf, heardSignal, heardVote, leanOf, openVote, startDesk, wantedDirection, wasAsked, type CouncilDesk, type OpenVote } from './council-desk.js';
import { membersOf, type Member } from './council-members.js';
import { ruleOf, ruleOption } from './council-rule.js';
import { decider, SILENT } from './decider.js';

interface CouncilState {
  readonly desks: Record<InstrumentId, CouncilDesk>;
  /** What the word of each voter is worth, as far as it was judged; only where weights are earned. */
  readonly reputations: Record<AgentId, { readonly stake: number; readonly judgedAt: number }>;
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
    rule: ruleOption,
    reputation: Type.Optional(
      agentOption('Id of the agent that judges the voters: weights are multiplied with what their word is worth by its judgement. If absent, weights are as written.'),
    ),
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
    const bench: Bench = { options: chosen, members, ids: new Set(members.map(({ agent }) => agent)), rule: ruleOf(chosen, members.length) };
    const topics = chosen.reputation === undefined ? ['signals', 'votes'] : ['signals', 'votes', 'outcomes'];

    return decider<CouncilState>({
      listensTo: instruments.flatMap(({ id }) => topics.map((topic) => `${topic}/${id}`)),

      initial: () => ({ desks: Object.fromEntries(instruments.map(({ id }) => [id, startDesk()])) as CouncilState['desks'], reputations: {} }),

      evolve: (state, event, context) => {
        fold(bench, state, event, context.now());
        return state;
      },

      decide: (state, event, context) => {
        // Written out: a spread is the dearest thing that a council does at a delivery.
        const { options: asked, ids, rule } = bench;
        const chair: Chair = { options: asked, members, ids, rule, id: context.id, now: context.now(), reputations: state.reputations };
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
  readonly rule: VoteRule;
}

/** The bench at one moment. */
interface Chair extends Bench {
  readonly id: AgentId;
  readonly now: Instant;
  readonly reputations: CouncilState['reputations'];
}

/** Takes in what members say, and what the council itself has said. */
function fold({ options: chosen, members, ids }: Bench, { desks, reputations }: CouncilState, event: LogEvent, now: Instant): void {
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
      if (desk !== undefined && ids.has(event.agent)) heardVote(desk, now, event);
      return;
    }
    case 'OutcomeJudged':
      if (event.agent === chosen.reputation) heardJudgement(reputations, event);
      return;
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

/** Takes in what the word of voters is worth from now on, unless a later judgement is known. */
function heardJudgement(reputations: CouncilState['reputations'], { offset, data: { voters } }: EventOf<'OutcomeJudged'>): void {
  for (const { agent, after } of voters) {
    if (Object.hasOwn(reputations, agent) && reputations[agent].judgedAt >= offset) continue;
    reputations[agent] = { stake: after, judgedAt: offset };
  }
}

/** Puts to the vote what the lean asks for, unless that stands already or was asked just now. */
function propose(chair: Chair, instrument: InstrumentId, desk: CouncilDesk, decided: Direction): readonly EventDraft[] {
  const { id, now, members, options: chosen, rule } = chair;
  const lean = leanOf(desk, members);
  const direction = wantedDirection(decided, lean, chosen);
  if (direction === decided || wasAsked(desk, direction, lean, chosen)) return SILENT;

  const proposal = `${id}/${instrument}/${desk.proposals + 1}`;
  const { voteTimeoutUs } = chosen;
  const closesAt = now + voteTimeoutUs;
  const strength = Math.min(1, Math.abs(lean));
  return [
    { type: 'ProposalMade', data: { proposal, instrument, direction, strength, ...rule, closesAt, ...stakesOf(chair) } },
    { type: 'TimerSet', to: [id], afterUs: voteTimeoutUs, data: { name: proposal, dueAt: closesAt } },
  ];
}

/** Returns the weights that hold for a vote that is opened now; nothing where they are as written. */
function stakesOf({ options: { reputation }, members, reputations }: Chair): Pick<DataOf<'ProposalMade'>, 'stakes'> {
  if (reputation === undefined) return {};
  const stakeOf = (agent: AgentId): number => (Object.hasOwn(reputations, agent) ? reputations[agent].stake : newcomerStake);
  return { stakes: members.map(({ agent, weight }) => ({ agent, weight: weight * stakeOf(agent), silentWeight: weight * silentStake })) };
}

/** Says the outcome; and if the members have turned while they voted, asks again at once. */
function close(chair: Chair, instrument: InstrumentId, desk: CouncilDesk, open: OpenVote): readonly EventDraft[] {
  const { proposal } = open;
  const { rule, members } = chair;
  const ballot = ballotOf(open, members);
  const outcome = tally(ballot, rule);
  if (outcome.kind === 'quorum-missed') {
    const missed: EventDraft = { type: 'QuorumMissed', data: { proposal, instrument, turnout: outcome.turnout, quorum: rule.quorum, ballot } };
    return [missed, ...propose(chair, instrument, desk, desk.decided)];
  }
  const { approved, support, turnout } = outcome;
  const direction = outcome.ranked?.winner ?? open.direction;
  const conviction = direction === 'flat' ? 0 : outcome.conviction;
  const basis = rule.method === undefined ? {} : basisOf(outcome, evidenceOf(open, members));
  const data = { proposal, instrument, direction, approved, support, turnout, conviction, ballot, ...basis };
  return [{ type: 'DecisionReached', data }, ...propose(chair, instrument, desk, approved ? direction : desk.decided)];
}

function basisOf({ confidence, isHeld, isShort }: DecidedOutcome, evidence: number[]): Partial<DataOf<'DecisionReached'>> {
  return { confidence, evidence, ...(isHeld ? { isHeld } : {}), ...(isShort ? { isShort } : {}) };
}

function hasEveryVote({ votes }: OpenVote, members: readonly Member[]): boolean {
  return members.every(({ agent }) => Object.hasOwn(votes, agent));
}
