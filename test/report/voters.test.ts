import { expect, test } from 'vitest';
import type { PriceHistory } from '../../src/report/folds/price-fold.js';
import type { ProposalRecord, VoteRow } from '../../src/report/folds/vote-fold.js';
import { voterRecords } from '../../src/report/voters.js';

const prices: PriceHistory = new Map([
  ['X', { instrument: 'X', offset: [1, 2, 3], closedAt: [10, 20, 30], open: [1, 1, 1], high: [9, 9, 9], low: [1, 1, 1], close: [5, 7, 4], splits: [] }],
]);

function ballot(closedAt: number, outcome: ProposalRecord['outcome'], choices: Readonly<Record<string, VoteRow['choice']>>): ProposalRecord {
  return {
    proposal: String(closedAt), instrument: 'X', direction: 'long', strength: 1, quorum: 0, threshold: 0.5, operator: '>', proposedAt: closedAt, offset: closedAt,
    outcome, closedAt, closedOffset: closedAt + 1, support: 0.5, turnout: 1, council: 'council', method: null, isHeld: false, isShort: false, conviction: 1, forWeight: 0.5, againstWeight: 0.5, abstainWeight: 0,
    votes: Object.entries(choices).map(([agent, choice]) => ({ agent, choice, confidence: 0.5, weight: 0.5, reason: '', offset: -1 })),
  };
}

test('a vote is judged by the price from its decision to the next one', () => {
  // 5 → 7 after the first decision (long was right), 7 → 4 after the second (long was wrong).
  const rows = voterRecords([ballot(11, 'approved', { bull: 'for', bear: 'against' }), ballot(21, 'approved', { bull: 'for', bear: 'against' })], prices);
  expect(rows).toEqual([
    expect.objectContaining({ agent: 'bull', judged: 2, right: 1, overruled: 0 }),
    expect.objectContaining({ agent: 'bear', judged: 2, right: 1, overruled: 2, overruledJudged: 2, overruledRight: 1 }),
  ]);
});

test('a missed quorum, an abstention and a decision on the last bar are not judged', () => {
  const rows = voterRecords([ballot(11, 'quorum-missed', { bull: 'for' }), ballot(21, 'approved', { shy: 'abstain' }), ballot(31, 'approved', { bull: 'for' })], prices);
  expect(rows.map(({ agent, judged, overruled }) => [agent, judged, overruled])).toEqual([['bull', 0, 0], ['shy', 0, 0]]);
});
