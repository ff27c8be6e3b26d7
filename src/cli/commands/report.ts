/** `hivetape report <run>`: one HTML page about a run, and the same figures as JSON beside it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { Band } from '../../report/bounds/valuation.js';
import type { CompatTable } from '../../report/compat/compat-table.js';
import type { RunLog, RunStore } from '../../store/run-store.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { openStore } from '../open-store.js';
import { choiceOption, flagOption, textOption } from '../option-values.js';
import { parseReference, resolveRun } from '../run-reference.js';
import { boundsOf } from './bounds.js';
import { compatChoice, compatOf, compatTools } from './metrics.js';

export const reportCommand: CommandSpec = {
  name: 'report',
  summary: 'write an HTML report of a run, with its figures as JSON beside it',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [
    { flags: '-o, --out <file>', meaning: 'where to (default reports/NAME.html)' },
    { flags: '--bounds', meaning: 'show too how much depends on what happened inside bars' },
    { flags: '--compat <tool>', meaning: `show too the figures of ${compatChoice}` },
  ],
  examples: ['hivetape report @', 'hivetape report @ --bounds', 'hivetape report @~1 --out before.html'],
  act: async ({ args: [run = ''], options, desk }) => {
    const { settings, output } = desk;
    const store = await openStore(settings);
    const runId = resolveRun(store, parseReference(run).run, settings);
    const file = resolve(settings.cwd, textOption(options, 'out') ?? `reports/${store.open(runId).manifest.name}.html`);
    const bounds = flagOption(options, 'bounds') ? await boundsOf(store, runId, desk) : undefined;
    const tool = choiceOption(options, 'compat', compatTools);
    const compat = tool === undefined ? undefined : await compatOf(store, runId, tool);
    const written = await writeReportOf(store, runId, { file, ...(bounds === undefined ? {} : { bounds }), ...(compat === undefined ? {} : { compat }) }, desk);
    const shown = relative(settings.cwd, written.html);
    if (settings.json) output.json({ schema: 'hivetape.report-files/1', runId, ...written });
    else output.data(`${output.paintOut('green', '✔')} ${shown}`, `  figures ${relative(settings.cwd, written.json)}`);
    return 0;
  },
};

export interface WrittenReport {
  /** Absolute paths. */
  readonly html: string;
  readonly json: string;
}

export interface ReportOrder {
  /** Absolute path of the page. */
  readonly file: string;
  readonly bounds?: Band;
  readonly compat?: CompatTable;
}

/** Writes the report of a run. Throws `file-unwritable`. */
export async function writeReportOf(store: RunStore, runId: RunId, { file, ...asked }: ReportOrder, { settings }: Desk): Promise<WrittenReport> {
  const [{ reportModel }, { renderReport }] = await Promise.all([import('../../report/report-model.js'), import('../../report/render-report.js')]);
  const log = store.open(runId);
  const environment = Object.fromEntries(Object.entries((log.environment ?? {}) as object).map(([key, value]) => [key, String(value)]));
  const model = reportModel(log.events() as Iterable<LogEvent>, { runId, fingerprint: log.fingerprint, environment, spanUs: spanOf(log), ...asked });
  const { html, json } = renderReport(model);
  const written: WrittenReport = { html: file, json: file.replace(/(\.html?)?$/i, '.json') };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written.html, html);
    writeFileSync(written.json, json);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The report could not be written to ${relative(settings.cwd, file)} (${reason}).`, {
      help: 'Choose another place with --out.',
      cause,
    });
  }
  return written;
}

/** Returns the virtual time from the first event of a log to its last, in µs. */
function spanOf(log: RunLog): number {
  const [first] = log.events({ to: 1 });
  const [last] = log.events({ backwards: true });
  return first === undefined || last === undefined ? 0 : last.time - first.time;
}
