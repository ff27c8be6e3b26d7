/** `hivetape replay <run>`: the state of everything at any place of a recorded run; decides nothing. */
import { formatInstant } from '../../core/instant.js';
import type { ReplayedState } from '../../lab/replay.js';
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { grouped, money } from '../number-format.js';
import { oneLine } from '../output.js';
import { openStore } from '../open-store.js';
import { listOption, pointOf, textOption } from '../option-values.js';
import { sayNotices } from '../snapshot-notice.js';
import { stateJson, stateLines } from '../state-text.js';
import { projectOfRun } from '../run-note.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { checkAgentNames } from '../seated-agents.js';
import { tableLines } from '../table.js';

export const replayCommand: CommandSpec = {
  name: 'replay',
  summary: 'show the state at any place of a run; decides nothing',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [
    { flags: '--to <place>', meaning: 'an offset or a time; the end if absent' },
    { flags: '--agent <id>', meaning: 'show this agent’s whole state', repeatable: true },
  ],
  examples: ['hivetape replay @ --to 2020-03-12', 'hivetape replay @:18190 --agent momentum'],
  act: replay,
};

async function replay({ args: [reference = ''], options, desk }: Invocation): Promise<number> {
  const { settings } = desk;
  const { run, point: named } = parseReference(reference);
  const to = textOption(options, 'to');
  const point = to === undefined ? named : pointOf('--to', to);
  const agents = listOption(options, 'agent');
  const store = await openStore(settings);
  const runId = resolveRun(store, run, settings);
  checkAgentNames(store.open(runId), agents);
  const { replayRun } = await import('../../lab/replay.js');
  const state = await replayRun(store, runId, {
    project: projectOfRun(store, runId, settings),
    ...(agents.length === 0 ? {} : { agents }),
    ...(point === undefined ? {} : { to: point.kind === 'offset' ? { offset: point.value } : { time: point.value } }),
  });
  sayNotices(desk.output, state.notices);
  if (settings.json) desk.output.json(stateJson(state));
  else await show(state, { agents, desk });
  return 0;
}

async function show(state: ReplayedState, { agents, desk: { output, settings } }: { readonly agents: readonly string[]; readonly desk: Desk }): Promise<void> {
  const { ledger } = state;
  output.data(`run ${shortId(state.runId)} after ${grouped(state.offset)} events, at ${formatInstant(state.time)}`);
  const { baseAccount } = await import('../../portfolio/ledger.js');
  const account = baseAccount(ledger);
  if (account !== undefined) {
    const { currency, cashMicros, valueMicros } = account;
    output.data(`cash ${money(cashMicros, currency)}   positions ${money(valueMicros, currency)}   equity ${money(cashMicros + valueMicros, currency)}`);
  }
  if (ledger.accounts.length > 1) output.data(ledger.accounts.map(({ currency, cashMicros }) => `cash in ${currency} ${money(cashMicros, currency)}`).join('   '));
  const held = ledger.positions.filter(({ lots }) => lots !== 0);
  const columns = [
    { title: 'instrument', text: ({ instrument }: (typeof held)[number]) => oneLine(instrument.id) },
    { title: 'lots', text: ({ lots }: (typeof held)[number]) => grouped(lots), align: 'right' as const },
  ];
  if (held.length > 0) output.data('', ...tableLines(held, columns, settings.columns));
  if (state.openOrders.length > 0) output.data('', ...state.openOrders.map(({ id, state: stands, filledLots }) => `order ${oneLine(id)}: ${stands}, ${grouped(filledLots)} lots filled`));
  output.data('', ...stateLines(state, { whole: agents.length > 0, columns: settings.columns }));
}
