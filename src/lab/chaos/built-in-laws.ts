/** All laws that come with hivetape, in the order in which they are asked. A new law is one line here. */
import { legalLives } from '../../domain/invariants/agent-life.js';
import { conflictLife } from '../../domain/invariants/conflict-life.js';
import { currenciesMixByRate } from '../../domain/invariants/currency-exchange.js';
import { fillInsideBar, fillOnGrid, fillWithinLimit } from '../../domain/invariants/fill-price.js';
import type { Authorities, Invariant } from '../../domain/invariants/invariant.js';
import { deadLettersArrive } from '../../domain/invariants/dead-letters.js';
import { denseOffsets, earlierCauses, growingTime, orderPerProducer } from '../../domain/invariants/log-order.js';
import { committedEntriesStand, oneLeaderPerTerm, oneVotePerTerm } from '../../domain/invariants/leadership.js';
import { messagesConserved, messagesInTime, messagesOnce } from '../../domain/invariants/messages.js';
import { noAgentFails } from '../../domain/invariants/no-failure.js';
import { filledWithinOrder, legalSteps } from '../../domain/invariants/order-life.js';
import { plainNumbers } from '../../domain/invariants/plain-numbers.js';
import { singleAnswers } from '../../domain/invariants/single-answer.js';
import { everyTaskEnds, legalTaskSteps } from '../../domain/invariants/task-life.js';
import { nothingOpensWhileHalted, nothingPassesWhenKilled } from '../../domain/invariants/trading-halts.js';
import { closedRounds, honestBallots } from '../../domain/invariants/votes.js';
import { wiredHearing } from '../../domain/invariants/wires.js';
import { FEED, RISK_GATE, VENUE } from '../../domain/office-names.js';
import { LAB } from '../../kernel/speaker.js';
import type { RiskLimits } from '../../portfolio/limits.js';
import { allBooksAgree, venueBooksAreTrue } from './laws/books-agree.js';
import { decisionsFollowRule } from './laws/decisions-follow-rule.js';
import { limitsKept } from './laws/limits-kept.js';
import { agentsAreBack, ordersAreAnswered } from './laws/recovery.js';

const authorities: Authorities = { feed: FEED, venue: VENUE, gate: RISK_GATE, lab: LAB };

/** Returns the laws for a run with these limits. */
export function builtInLaws(limits: RiskLimits): Invariant[] {
  return [
    denseOffsets,
    growingTime,
    earlierCauses,
    plainNumbers,
    orderPerProducer,
    noAgentFails,
    singleAnswers(LAB),
    legalSteps(authorities),
    filledWithinOrder(authorities),
    fillInsideBar(authorities),
    fillOnGrid(VENUE),
    fillWithinLimit(authorities),
    venueBooksAreTrue(authorities),
    currenciesMixByRate(authorities),
    nothingOpensWhileHalted(authorities),
    nothingPassesWhenKilled(authorities),
    limitsKept(authorities, limits),
    honestBallots,
    decisionsFollowRule,
    oneLeaderPerTerm,
    oneVotePerTerm,
    committedEntriesStand,
    conflictLife,
    legalTaskSteps,
    agentsAreBack,
    deadLettersArrive,
    ordersAreAnswered(authorities),
    closedRounds,
    everyTaskEnds,
    legalLives(authorities),
    wiredHearing(authorities),
    messagesConserved,
    messagesOnce,
    messagesInTime,
    allBooksAgree(authorities),
  ];
}
