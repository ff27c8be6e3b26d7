/** What the report says of votes, conflicts, tasks and coordination is what the log says. */
import { describe, expect, it } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { DAY, HOUR, SECOND } from '../../src/core/instant.js';
import type { DataOf, LogEvent } from '../../src/domain/catalogue.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { seriesLength } from '../../src/report/folds/swarm-series-fold.js';
import { renderReport } from '../../src/report/render-report.js';
import { reportModel, type RunReportModel } from '../../src/report/report-model.js';
import { plainMethod } from '../../src/swarm/vote-rule.js';
import { logBuilder, type LogBuilder } from './log-builder.js';

const about = { runId: 'r', fingerprint: 'f', environment: {} };
const ES = instrumentId('ES');
const worker = agentId('<b>ada</b>');

function seated(...names: string[]): LogBuilder {
  const log = logBuilder();
  for (const name of names) log.say('AgentSeated', { agent: agentId(name), kind: 'test', options: {}, listensTo: ['**'] }, { by: 'lab', at: 0 });
  return log;
}

function model(events: readonly LogEvent[]): RunReportModel {
  return reportModel(events, about);
}

const asked = { proposal: 'c/ES/1', instrument: ES, direction: 'long', strength: 1, quorum: 0.5, threshold: 0.66, operator: '>=', closesAt: 900 } as const;
const decided: DataOf<'DecisionReached'> = { proposal: 'c/ES/1', instrument: ES, direction: 'long', approved: false, support: 1, turnout: 0.4, conviction: 0, confidence: 0.5, isHeld: true, isShort: true, ballot: [] };

describe('votes in the report', () => {
  const log = seated('council', 'ada');
  log.say('ProposalMade', { ...asked, method: { ...plainMethod, rule: 'supermajority', voices: 'equal', prefer: 'availability', liarsMax: 1, holdUpTo: 0.7 } }, { by: 'council', at: 10 });
  log.say('DecisionReached', decided, { by: 'council', at: 30 });
  const told = model(log.events);

  it('H4: carry the rule that was declared, and whether what passed was held, or decided by too few', () => {
    expect(told.proposals).toMatchObject([{ council: 'council', method: { rule: 'supermajority' }, isHeld: true, isShort: true, outcome: 'rejected' }]);
    const { html, json } = renderReport(told);
    expect(html).toContain('supermajority, equal voices, quorum 50 %, support ≥ 66 %, of who took a side, those decide who are there, up to 1 liar, held up to 0.70');
    expect(html).toContain('1 of them passed and were held');
    expect(JSON.parse(json)).toMatchObject({ proposals: [{ isHeld: true, isShort: true }], swarm: { metrics: { decisions: { held: 1, short: 1, reached: 1 } } } });
  });
});

describe('conflicts in the report', () => {
  it('H7: tell who wanted what, what was tried and how it ended', () => {
    const log = seated('mediator', 'ada', 'bob');
    const parties = [{ agent: agentId('ada'), position: 1, strength: 1 }, { agent: agentId('bob'), position: -1, strength: 1 }];
    log.say('ConflictDetected', { conflict: 'm/ES/1', kind: 'signal', subject: 'ES', parties, severity: 1, severityMin: 0.3, deadlineAt: 60 * SECOND }, { by: 'mediator', at: SECOND });
    log.say('ConflictResolving', { conflict: 'm/ES/1', subject: 'ES', strategy: 'negotiate' }, { by: 'mediator', at: SECOND });
    log.say('NegotiationClosed', { negotiation: 'm/ES/1/talks', subject: 'ES', reached: false, position: 0, support: 0, rounds: 5 }, { by: 'mediator', at: 11 * SECOND });
    log.say('ConflictResolving', { conflict: 'm/ES/1', subject: 'ES', strategy: 'compromise' }, { by: 'mediator', at: 11 * SECOND });
    log.say('ConflictResolved', { conflict: 'm/ES/1', subject: 'ES', strategy: 'compromise', position: 0, support: 0, awards: [] }, { by: 'mediator', at: 11 * SECOND });
    log.say('ConflictDetected', { conflict: 'm/ES/2', kind: 'signal', subject: 'ES', parties, severity: 0.5, severityMin: 0.3, deadlineAt: 90 * SECOND }, { by: 'mediator', at: 20 * SECOND });
    const told = model(log.events);
    expect(told.conflicts).toMatchObject([
      { conflict: 'm/ES/1', tried: ['negotiate', 'compromise'], outcome: 'resolved', by: 'compromise', rounds: 5, endedAt: 11 * SECOND },
      { conflict: 'm/ES/2', tried: [], outcome: 'open', endedAt: null },
    ]);
    expect(told.swarm.metrics.conflicts).toMatchObject({ detected: 2, resolved: 1, open: 1, byKind: { signal: 2 }, negotiations: { failed: 1 } });
    expect(renderReport(told).html).toContain('id="conflicts"');
    expect(renderReport(model(seated('ada').events)).html).not.toContain('id="conflicts"');
  });
});

describe('tasks in the report', () => {
  const log = seated('coordinator', '<b>ada</b>');
  const task = { graph: 'g', task: 't' };
  log.say('TaskGraphOpened', { graph: 'g', strategy: 'parallel', concurrencyMax: 5, waves: [['t']] }, { by: 'coordinator', at: 0 });
  log.say('TaskSubmitted', { ...task, definition: null, wave: 0, priority: 'high', onFailure: 'fail' }, { by: 'coordinator', at: 0 });
  log.say('TaskReady', task, { by: 'coordinator', at: 10 });
  log.say('TaskAssigned', { ...task, attempt: 1, worker, work: 'w', inputs: null, dueAt: 900, scheduler: 'round-robin', scores: [] }, { by: 'coordinator', at: 10 });
  log.say('TaskStarted', { ...task, attempt: 1, worker, startedAt: 20 }, { by: 'coordinator', at: 21 });
  log.say('TaskFailed', { ...task, attempt: 1, worker, reason: '<script>alert(1)</script>' }, { by: 'coordinator', at: SECOND });

  it('G10: tell how each ended, with progress and reason, and nothing in them is markup', () => {
    const told = model(log.events);
    expect(told.tasks).toMatchObject({ graphs: [{ progress: 1, tasks: 1 }], tasks: [{ state: 'failed', worker: '<b>ada</b>' }], counts: { failed: 1 } });
    const { html } = renderReport(told);
    expect(html).toContain('1 task in 1 graph: 1 failed');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<b>ada</b>');
    expect(renderReport(model(seated('ada').events)).html).not.toContain('id="tasks"');
  });
});

describe('coordination in the report', () => {
  it('V2: shows the swarm over time, in an interval that suits the length of the run', () => {
    const log = seated('asker', 'bob');
    for (const day of [1, 2, 2, 9]) log.say('ProposalMade', { ...asked, proposal: `c/ES/${day}` }, { by: 'asker', at: day * DAY });
    const { overTime } = reportModel(log.events, { ...about, spanUs: 9 * DAY }).swarm;
    expect(overTime?.everyUs).toBe(HOUR);
    expect(overTime?.rows.map(({ from, messages }) => [from, messages])).toEqual([[0, 3], [DAY, 1], [2 * DAY, 2], [9 * DAY, 1]]);
    expect(renderReport(reportModel(log.events, { ...about, spanUs: 9 * DAY })).html).toContain('id="chart-swarm-series"');
    expect(renderReport(model(log.events)).html).not.toContain('id="chart-swarm-series"');
    for (const years of [0, 1, 20, 400]) expect((years * 365 * DAY) / seriesLength(years * 365 * DAY)).toBeLessThanOrEqual(300);
  });

  it('V5: names what held the swarm up, with the event to look at', () => {
    const log = seated('slow', 'asker');
    const question = log.say('ProposalMade', asked, { by: 'asker', at: SECOND });
    log.say('VoteCast', { proposal: 'c/ES/1', instrument: ES, choice: 'for', confidence: 1, reason: '' }, { by: 'slow', at: 3 * SECOND, cause: question.offset });
    const told = model(log.events);
    expect(told.swarm.bottlenecks[0]).toMatchObject({ kind: 'agent', name: 'slow', severity: 'high', offset: question.offset + 1 });
    expect(renderReport(told).html).toMatch(/What held it up[\s\S]*slow/);
  });
});
