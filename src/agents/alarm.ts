/**
 * Raises an alert when a figure stands beyond its level for as long as its rule asks: once for each breach,
 * until the figure has come back far enough. Who is not heard of becomes louder. It only says so in the log;
 * whoever performs the run carries it to people, and whoever reads it again later does not.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import { severities, type Severity } from '../domain/events/alert-events.js';
import { foldFigures, foldOutcome, forgetProposal, isShare, outcomeIn, readOutcomes, standingFigure, startFigures, topicsOf, type FigureMemory, type Outcomes, type Reading } from '../swarm/alerts/alert-figures.js';
import { alertRuleSchema, moreSevere, sideOf, standing, usualRules, type AlertRule } from '../swarm/alerts/alert-rule.js';
import { defineAgentKind, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isEntitled } from './roster.js';
import { isTrusted } from './trusted.js';

const options = Type.Object(
  { rules: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), alertRuleSchema, { default: usualRules, description: 'Rules by name; by default that four fifths of the tasks of a minute are completed.' }) },
  { additionalProperties: false },
);

type AlarmOptions = Static<typeof options>;

interface OpenAlert {
  readonly alert: number;
  readonly severity: Severity;
  readonly raisedAt: Instant;
  /** When it was made more severe last, or raised. */
  readonly steppedAt: Instant;
  readonly isAcknowledged: boolean;
}

interface RuleState {
  outcomes: Outcomes;
  reading: Reading | undefined;
  /** Beyond its level since; `undefined` while it is not. */
  since: Instant | undefined;
  open: OpenAlert | undefined;
  /** When it is looked at without anything being heard. */
  wakesAt: Instant | undefined;
}

export interface AlarmState {
  readonly memory: FigureMemory;
  readonly rules: Record<string, RuleState>;
  alerts: number;
  isEnding: boolean;
}

export const alarm = defineAgentKind({
  kind: 'alarm',
  summary: 'Raises an alert when a figure stands beyond its level, once for each breach.',
  capabilities: ['alerting'],
  options,

  create({ rules }, setting) {
    checkRules(rules);
    const names = Object.keys(rules);
    const { id } = setting;
    return decider<AlarmState>({
      listensTo: [...new Set([...names.flatMap((name) => topicsOf(rules[name].figure)), 'commands', `commands/${id}`, 'run'])],
      initial: () => ({ memory: startFigures(), rules: Object.fromEntries(names.map((name) => [name, startRule()])), alerts: 0, isEnding: false }),
      evolve(state, event, context) {
        if (event.agent === id && context.now() < event.deliverAt) foldSaid(state, event);
        else if (isBelieved(event, setting)) hear(state, event, { rules, now: context.now() });
        return state;
      },
      decide(state, event, context) {
        if (!isBelieved(event, setting) || state.isEnding) return SILENT;
        if (event.type === 'OperatorCommanded') return acknowledged(state, event, id);
        const drafts: EventDraft[] = [];
        let next = state.alerts + 1;
        for (const name of names) {
          const said = answer(state, name, { rule: rules[name], now: context.now(), id, next });
          if (said.some(({ type }) => type === 'AlertRaised')) next += 1;
          drafts.push(...said);
        }
        return drafts.length === 0 ? SILENT : drafts;
      },
    });
  },
});

/** Of risk only those speak who watch it: the gate, and whoever measures. */
function isBelieved(event: LogEvent, setting: AgentSetting): boolean {
  if (event.type === 'RiskAlertRaised') return event.agent === setting.gate || isEntitled(event.agent, { capability: 'measure', roster: setting.roster });
  return isTrusted(event, setting);
}

function checkRules(rules: AlarmOptions['rules']): void {
  for (const [name, rule] of Object.entries(rules)) {
    const side = sideOf(rule);
    if (side === undefined) throw new HivetapeError('agent-options-contradict', `The rule "${name}" has a level above or below which it alerts, not both, and clears on the good side of it (found ${levelsOf(rule)}).`);
    if (isShare(rule.figure) && (side.limit < 0 || side.limit > 1)) throw new HivetapeError('agent-options-contradict', `The rule "${name}" has a level from 0 to 1, as ${rule.figure} is a share (found ${side.limit}).`);
  }
}

function levelsOf({ above, below, clears }: AlertRule): string {
  const levels = Object.entries({ above, below, clears }).filter(([, value]) => value !== undefined);
  return levels.map(([name, value]) => `${name} ${value}`).join(', ') || 'none';
}

function startRule(): RuleState {
  return { outcomes: { samples: [], sum: 0 }, reading: undefined, since: undefined, open: undefined, wakesAt: undefined };
}

interface Hearing {
  readonly rules: AlarmOptions['rules'];
  readonly now: Instant;
}

function hear(state: AlarmState, event: LogEvent, { rules, now }: Hearing): void {
  const { memory } = state;
  if (event.type === 'RunEnding') state.isEnding = true;
  foldFigures(memory, event);
  for (const [name, rule] of Object.entries(rules)) {
    const own = state.rules[name];
    if (event.type === 'TimerSet' && event.data.name === name) own.wakesAt = undefined;
    const value = outcomeIn(rule.figure, event, memory);
    if (value !== undefined) foldOutcome(own.outcomes, { at: event.time, value, offset: event.offset }, rule.windowUs);
    own.reading = standingFigure(rule.figure, memory) ?? readOutcomes(rule.figure, own.outcomes, rule.countMin);
    const stands = own.reading === undefined ? 'between' : standing(rule, own.reading.value);
    if (stands === 'beyond') own.since ??= now;
    else if (stands === 'within') own.since = undefined;
  }
  forgetProposal(memory, event);
}

function foldSaid(state: AlarmState, event: LogEvent): void {
  if (event.type === 'TimerSet') state.rules[event.data.name].wakesAt = event.data.dueAt;
  if (event.type !== 'AlertRaised' && event.type !== 'AlertEscalated' && event.type !== 'AlertAcknowledged' && event.type !== 'AlertCleared') return;
  const own = state.rules[event.data.rule];
  if (event.type === 'AlertRaised') {
    state.alerts = event.data.alert;
    own.open = { alert: event.data.alert, severity: event.data.severity, raisedAt: event.time, steppedAt: event.time, isAcknowledged: false };
  } else if (event.type === 'AlertCleared') own.open = undefined;
  else if (own.open !== undefined) own.open = event.type === 'AlertEscalated' ? { ...own.open, severity: event.data.severity, steppedAt: event.time } : { ...own.open, isAcknowledged: true };
}

interface Bench {
  readonly rule: AlertRule;
  readonly now: Instant;
  readonly id: AgentId;
  /** Number of the next alert. */
  readonly next: number;
}

/** Returns what a rule has to say now, and when it wants to look again. */
function answer(state: AlarmState, name: string, bench: Bench): readonly EventDraft[] {
  const own = state.rules[name];
  const { rule, now, next } = bench;
  if (own.open === undefined) {
    if (own.since === undefined || own.reading === undefined) return SILENT;
    if (now - own.since < rule.forUs) return wake(own, name, own.since + rule.forUs, bench);
    return [raised(own, name, { rule, since: own.since, alert: next }), ...(rule.escalateUs === undefined ? [] : wake(own, name, now + rule.escalateUs, bench))];
  }
  const { alert, severity, raisedAt, steppedAt, isAcknowledged } = own.open;
  if (own.since === undefined) return [{ type: 'AlertCleared', data: { alert, rule: name, found: own.reading?.value ?? 0, openUs: now - raisedAt } }];
  if (rule.escalateUs === undefined || isAcknowledged || severity === severities[severities.length - 1]) return SILENT;
  if (now < steppedAt + rule.escalateUs) return wake(own, name, steppedAt + rule.escalateUs, bench);
  return [{ type: 'AlertEscalated', data: { alert, rule: name, severity: moreSevere(severity), openUs: now - raisedAt } }, ...wake(own, name, now + rule.escalateUs, bench)];
}

function raised({ reading }: RuleState, name: string, { rule, since, alert }: { readonly rule: AlertRule; readonly since: Instant; readonly alert: number }): EventDraft {
  const { figure, severity } = rule;
  const { value = 0, n = 0, about } = reading ?? {};
  const { side = 'above', limit = 0 } = sideOf(rule) ?? {};
  return { type: 'AlertRaised', data: { alert, rule: name, figure, severity, side, found: value, limit, since, n, ...(about === undefined ? {} : { about }) } };
}

/** One timer at a time for each rule; one that rings too early is followed by another. */
function wake({ wakesAt }: RuleState, name: string, dueAt: Instant, { now, id }: Bench): readonly EventDraft[] {
  if (wakesAt !== undefined && wakesAt <= dueAt) return SILENT;
  return [{ type: 'TimerSet', to: [id], afterUs: dueAt - now, data: { name, dueAt } }];
}

function acknowledged({ rules }: AlarmState, { offset, data }: EventOf<'OperatorCommanded'>, id: AgentId): readonly EventDraft[] {
  const { command, count, operator, reason, agent = id } = data;
  if (command !== 'acknowledge-alert' || agent !== id) return SILENT;
  const meant = Object.entries(rules).flatMap(([rule, { open }]) => (open !== undefined && !open.isAcknowledged && (count === undefined || open.alert === count) ? [{ rule, alert: open.alert }] : []));
  if (meant.length === 0) return [{ type: 'CommandRefused', data: { command, order: offset, reason: count === undefined ? 'no alert waits for somebody' : `alert ${count} does not wait for anybody` } }];
  return meant.map(({ rule, alert }) => ({ type: 'AlertAcknowledged', data: { alert, rule, operator, reason } }));
}
