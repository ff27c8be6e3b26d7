/** A run at a moment as lines of text: the whole view for a terminal, or one line for a file. */
import { formatInstant } from '../../core/instant.js';
import type { RunMoment } from '../../lab/sight/run-moment.js';
import type { AgentStatus } from '../../lab/sight/swarm-status.js';
import { eventLine } from '../event-line.js';
import { counted, grouped, money, percent, virtualSpan } from '../number-format.js';
import { oneLine } from '../output.js';
import { openCounts, openLines, statusColumns } from '../swarm-status-text.js';
import { tableLines } from '../table.js';
import { cut, pad } from '../text-width.js';

/** What the view does not know of itself. */
export interface Frame {
  readonly name: string;
  readonly run: string;
  /** running, paused, playing, or how the log ended. */
  readonly mode: string;
  /** Events of the log; absent while it grows. */
  readonly count: number | undefined;
  readonly columns: number;
  /** Lines that there is room for. */
  readonly rows: number;
}

const BAR_WIDTH = 20;

/** Returns at most `rows` lines: agents and the latest events give way first. */
export function momentLines(moment: RunMoment, { name, run, mode, count, columns, rows }: Frame): string[] {
  const { status, latest } = moment;
  const head = [
    `${oneLine(name)} ${run}   ${formatInstant(status.time)}   ${mode}${status.isKilled ? ', killed' : status.isHalted ? ', halted' : ''}`,
    placeLine(status.offset, count),
    '',
    ...accountLines(moment),
    ...intervalLines(moment),
    ...openLines(status),
    ...status.leaders.map(({ leader, term }) => `leader ${oneLine(leader)}, term ${term}`),
    '',
  ];
  const room = Math.max(0, rows - head.length);
  const saidLines = Math.min(latest.length, Math.max(3, Math.floor(room / 3)));
  const shown = busiest(status.agents, Math.max(1, room - saidLines - 3));
  const hidden = status.agents.length - shown.length;
  const agents = [...tableLines(shown, statusColumns, columns), ...(hidden > 0 ? [`and ${counted(hidden, 'agent')} more`] : [])];
  const said = latest.slice(-saidLines).map((event) => eventLine(event));
  return [...head, ...agents, '', ...said].slice(0, rows).map((line) => cut(line, columns));
}

function placeLine(offset: number, count: number | undefined): string {
  if (count === undefined) return `event ${grouped(offset)} so far`;
  const filled = Math.round((offset / Math.max(1, count)) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} event ${grouped(offset)} of ${grouped(count)}`;
}

/** Returns who is away first, then who spoke last; in order of seating where all have room. */
function busiest(agents: readonly AgentStatus[], most: number): readonly AgentStatus[] {
  if (agents.length <= most) return agents;
  const isAway = ({ state }: AgentStatus): number => (state === 'seated' || state === 'started' ? 1 : 0);
  return [...agents].sort((a, b) => isAway(a) - isAway(b) || (b.lastSaidAt ?? -Infinity) - (a.lastSaidAt ?? -Infinity) || (a.agent < b.agent ? -1 : 1)).slice(0, most);
}

function accountLines({ account, held, fills }: RunMoment): string[] {
  if (account === undefined) return [];
  const { currency, equityMicros, cashMicros, totalReturn, drawdown } = account;
  const holding = held.length === 0 ? 'nothing held' : held.slice(0, 6).map(({ instrument, lots }) => `${oneLine(instrument)} ${grouped(lots)}`).join(', ') + (held.length > 6 ? ', …' : '');
  return [
    `equity ${money(equityMicros, currency)}   return ${percent(totalReturn, { signed: true })}   drawdown ${percent(drawdown)}   cash ${money(cashMicros, currency)}`,
    `held   ${holding}   ${counted(fills, 'fill')}`,
  ];
}

function intervalLines({ interval }: RunMoment): string[] {
  if (interval === undefined) return [];
  const { agents, messages, latency, inFlight, overhead, decisions, conflicts, tasks } = interval;
  const span = (us: number | null): string => (us === null ? '–' : virtualSpan(Math.round(us)));
  const ended = Object.values(tasks.ended).reduce((sum, one) => sum + one, 0);
  const work = tasks.submitted + tasks.open + ended === 0 ? [] : [`tasks  ${grouped(ended)} ended, ${percent(tasks.success)} completed, ${grouped(tasks.open)} open, ${grouped(tasks.queue.now)} waiting; workers busy ${percent(tasks.utilisation)}`];
  return [
    `since ${formatInstant(interval.from)}: ${grouped(agents.active)} of ${grouped(agents.seated)} agents active, ${counted(messages, 'message')}, latency ${span(latency.mean)}, depth ${grouped(inFlight.max)}, overhead ${percent(overhead.share)}`,
    `votes  ${grouped(decisions.reached)} decided in ${span(decisions.consensus.mean)}, ${grouped(decisions.quorumMissed)} without quorum; conflicts ${grouped(conflicts.detected)}, ${grouped(conflicts.open)} open`,
    ...work,
  ];
}

/** Returns one line for one interval: what a file or a pipe gets. */
export function momentLine({ status, account, interval, fills }: RunMoment): string {
  const when = formatInstant(interval?.from ?? status.time);
  const funds = account === undefined ? '' : `  equity ${money(account.equityMicros, account.currency)} (${percent(account.totalReturn, { signed: true })})`;
  const said = interval === undefined ? '' : `  ${grouped(interval.agents.active)} active  ${counted(interval.messages, 'message')}  overhead ${percent(interval.overhead.share)}`;
  const open = openCounts(status).map(([what, count]) => `  ${grouped(count)} open ${what}`);
  return `${pad(when, 20)}  event ${pad(grouped(status.offset), 9, 'right')}${funds}  ${counted(fills, 'fill')}${said}${open.join('')}`;
}

/** Returns the same for programs. */
export function momentJson({ latest, ...moment }: RunMoment): object {
  return { ...moment, interval: moment.interval ?? null, account: moment.account ?? null, latest: latest.map(({ offset }) => offset) };
}
