/** `hivetape alerts <run>`: every alert of a run, and how it stands at a moment. Reads the log; sends nothing. */
import { formatInstant } from '../../core/instant.js';
import type { AlertRow } from '../../lab/sight/alert-board.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { counted, grouped, virtualSpan } from '../number-format.js';
import { flagOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

export const alertsCommand: CommandSpec = {
  name: 'alerts',
  summary: 'list the alerts of a run at any moment: what about, how severe, open or over, who knows',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [atOption, { flags: '--open', meaning: 'only those that are not over' }],
  examples: ['hivetape alerts @', 'hivetape alerts @ --at 2020-03-12 --open'],
  act: alerts,
};

async function alerts(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], options, desk: { output, settings } } = invocation;
  const { runId, events } = await momentOfRun(reference, invocation);
  const { alertBoardFold } = await import('../../lab/sight/alert-board.js');
  const board = alertBoardFold();
  let riskAlerts = 0;
  for (const event of events()) {
    board.see(event);
    if (event.type === 'RiskAlertRaised') riskAlerts += 1;
  }
  const all = board.result();
  const rows = all.filter(({ state }) => !flagOption(options, 'open') || state !== 'cleared');
  if (settings.json) {
    output.json({ schema: 'hivetape.alerts/1', runId, alerts: rows });
    return 0;
  }
  const open = rows.filter(({ state }) => state !== 'cleared').length;
  output.data(`run ${shortId(runId)}: ${counted(all.length, 'alert')}, ${grouped(open)} not over`);
  if (rows.length > 0) output.data('', ...tableLines(rows, columns, settings.columns));
  else if (all.length === 0) output.say('Alerts are raised by agents of the kind `alarm`: hivetape agents alarm.');
  if (riskAlerts > 0) output.say(`Beside these ${counted(riskAlerts, 'word')} on risk, of the gate and of who measures: hivetape events ${shortId(runId)} --type RiskAlertRaised.`);
  return 0;
}

const columns: readonly Column<AlertRow>[] = [
  { title: 'alert', text: ({ agent, alert }) => oneLine(`${agent} ${alert}`) },
  { title: 'rule', text: ({ rule }) => oneLine(rule) },
  { title: 'severity', text: ({ severity, escalations }) => `${severity}${escalations === 0 ? '' : ` (+${escalations})`}` },
  { title: 'state', text: ({ state, acknowledgedBy }) => (acknowledgedBy === null ? state : `${state}, ${oneLine(acknowledgedBy)} knows`) },
  { title: 'what', text: ({ figure, side, found, limit, about }) => oneLine(`${figure} ${digits(found)} ${side} ${digits(limit)}${about === null ? '' : ` (${about})`}`), elastic: 'cut' },
  { title: 'raised', text: ({ raisedAt }) => formatInstant(raisedAt) },
  { title: 'lasted', text: ({ raisedAt, clearedAt }) => (clearedAt === null ? '–' : virtualSpan(clearedAt - raisedAt)), align: 'right' },
  { title: 'event', text: ({ offset }) => grouped(offset), align: 'right' },
];

/** Four digits tell a figure from its level. */
function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
