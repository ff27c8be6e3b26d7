/** `hivetape compare --members <scenario>`: the swarm against each of its members alone, as a page and in a few lines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { HivetapeError } from '../../core/errors.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Scenario } from '../../lab/scenario/scenario-schema.js';
import type { LoadedScenario } from '../../lab/scenario/load-scenario.js';
import type { MemberRun, MembersModel } from '../../report/members/members-model.js';
import type { Desk, Invocation } from '../command-spec.js';
import { failureError } from '../failure-error.js';
import { figure, grouped, percent, virtualSpan } from '../number-format.js';
import { textOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { modelsDirectoryOf } from '../run-note.js';
import { tableLines, type Column } from '../table.js';
import { wrap } from '../text-width.js';

export interface Resampling {
  readonly resamples: number;
  readonly confidence: number;
  readonly seed: number;
}

/** Runs the scenario and each of its analysts alone, in memory, and compares them. Throws what a run throws, `file-unwritable`. */
export async function compareMembers({ args: [file = ''], options, desk }: Invocation, resampling: Resampling): Promise<number> {
  const { settings, output } = desk;
  const [{ loadScenario }, { analystsOf, soloScenario }, { membersModel }, { renderMembersReport, membersJson }] = await Promise.all([
    import('../../lab/scenario/load-scenario.js'), import('../../lab/members/solo-scenario.js'), import('../../report/members/members-model.js'), import('../../report/members/render-members-report.js'),
  ]);
  const loaded = await loadScenario(resolve(settings.cwd, file), { shownAs: file });
  const names = analystsOf(loaded.scenario);
  const swarm = await perform('the swarm', loaded.scenario, loaded, desk);
  const members: MemberRun[] = [];
  for (const name of names) members.push(await perform(name, soloScenario(loaded.scenario, name), loaded, desk));
  const { metrics, account, name } = loaded.scenario;
  const model = membersModel(name, swarm, members, { ...resampling, periodsPerYear: metrics.periodsPerYear, riskFree: metrics.riskFree, currency: account.currency });
  const target = resolve(settings.cwd, textOption(options, 'out') ?? `reports/${name}-members.html`);
  const { html, json } = renderMembersReport(model);
  write(target, html, desk);
  write(target.replace(/(\.html?)?$/i, '.json'), json, desk);
  if (settings.json) output.json({ ...(JSON.parse(membersJson(model)) as object), file: target });
  else show(model, relative(settings.cwd, target), desk);
  return 0;
}

async function perform(name: string, scenario: Scenario, { file, projectRoot }: LoadedScenario, { settings, surroundings, output }: Desk): Promise<MemberRun> {
  const [{ runScenario }, { memoryRunStore }, { catalogue }, { memberRun }] = await Promise.all([
    import('../../lab/run.js'), import('../../store/memory-run-store.js'), import('../../domain/catalogue.js'), import('../../report/members/members-model.js'),
  ]);
  const store = memoryRunStore(catalogue);
  const project = { file, projectRoot, modelsDirectory: modelsDirectoryOf(settings.storeDirectory) };
  const outcome = await runScenario(store, scenario, { project, environment: () => null, signal: surroundings.signal });
  if (outcome.failure !== undefined) throw failureError(outcome.runId, outcome.failure);
  output.say(`  ${name}: ${grouped(outcome.events)} events`);
  return memberRun(name, { runId: outcome.runId, fingerprint: outcome.fingerprint }, store.open(outcome.runId).events() as Iterable<LogEvent>);
}

function write(file: string, text: string, { settings }: Desk): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The report could not be written to ${relative(settings.cwd, file)} (${reason}).`, { help: 'Choose another place with --out.', cause });
  }
}

interface Row {
  readonly name: string;
  readonly sharpe: number | null | undefined;
  readonly total: number | null | undefined;
  readonly interval: string;
  readonly run: MemberRun;
}

function show({ swarm, members, sentence }: MembersModel, file: string, { output, settings }: Desk): void {
  const columns: readonly Column<Row>[] = [
    { title: 'who decides', text: ({ name }) => oneLine(name) },
    { title: 'total return', text: ({ total }) => percent(total), align: 'right' },
    { title: 'Sharpe', text: ({ sharpe }) => figure(sharpe), align: 'right' },
    { title: 'swarm’s lead, 95 %', text: ({ interval }) => interval, align: 'right' },
    { title: 'events', text: ({ run }) => grouped(run.metrics.events), align: 'right' },
    { title: 'coordination', text: ({ run }) => percent(run.metrics.overhead.share), align: 'right' },
    { title: 'tick to order', text: ({ run }) => (run.delay.mean === null ? '–' : virtualSpan(Math.round(run.delay.mean))), align: 'right' },
  ];
  const of = (figures: MembersModel['members'][number]['figures'], id: string) => figures.find((one) => one.id === id);
  const rows = members.map((run): Row => {
    const sharpe = of(run.figures, 'sharpe');
    return { name: run.name, sharpe: sharpe?.a, total: of(run.figures, 'total-return')?.a, interval: sharpe === undefined || sharpe.low === null ? '–' : `${figure(sharpe.low)} … ${figure(sharpe.high)}`, run };
  });
  const own = members[0]?.figures ?? [];
  const together: Row = { name: 'the swarm', sharpe: of(own, 'sharpe')?.b, total: of(own, 'total-return')?.b, interval: '–', run: swarm };
  output.data(...tableLines([together, ...rows], columns, settings.columns), '', ...wrap(sentence, settings.columns), `report ${file}`);
}
