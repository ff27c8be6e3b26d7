/** `hivetape sweep report [sweep]`: one HTML page about a search, and its figures and trials as JSON beside it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { HivetapeError } from '../../../core/errors.js';
import type { SweepRecord } from '../../../lab/sweep/sweep-record.js';
import type { SweepStatistics } from '../../../lab/sweep/sweep-statistics.js';
import type { CommandSpec, Desk } from '../../command-spec.js';
import { textOption } from '../../option-values.js';
import { foundSweep, statisticsOf, sweepArgument } from './sweep-desk.js';

export const sweepReportCommand: CommandSpec = {
  name: 'report',
  summary: 'write an HTML report of a sweep: landscape, luck, overfitting, walk-forward',
  arguments: [sweepArgument],
  options: [{ flags: '-o, --out <file>', meaning: 'where to (default reports/NAME.html)' }],
  examples: ['hivetape sweep report', 'hivetape sweep report sp500-grid --out grid.html'],
  act: async ({ args: [reference], options, desk }) => {
    const { settings, output } = desk;
    const { record } = await foundSweep(reference, settings);
    const file = resolve(settings.cwd, textOption(options, 'out') ?? `reports/${record.identity.sweep.name}.html`);
    const written = await writeSweepReport({ record, statistics: await statisticsOf(record, settings), file }, desk);
    if (settings.json) output.json({ schema: 'hivetape.report-files/1', sweepId: record.sweepId, ...written });
    else output.data(`${output.paintOut('green', '✔')} ${relative(settings.cwd, written.html)}`, `  figures ${relative(settings.cwd, written.json)}`);
    return 0;
  },
};

export interface SweepReportInput {
  readonly record: SweepRecord;
  readonly statistics: SweepStatistics;
  /** Absolute path of the page. */
  readonly file: string;
}

/** Writes the report of a sweep and returns where. Throws `file-unwritable`. */
export async function writeSweepReport({ record, statistics, file }: SweepReportInput, { settings }: Desk): Promise<{ readonly html: string; readonly json: string }> {
  const [{ sweepReportModel }, { renderSweepReport }] = await Promise.all([
    import('../../../report/sweep/sweep-report-model.js'),
    import('../../../report/sweep/render-sweep-report.js'),
  ]);
  const rendered = renderSweepReport(sweepReportModel(record, statistics));
  const written = { html: file, json: file.replace(/(\.html?)?$/i, '.json') };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written.html, rendered.html);
    writeFileSync(written.json, rendered.json);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The report could not be written to ${relative(settings.cwd, file)} (${reason}).`, { help: 'Choose another place with --out.', cause });
  }
  return written;
}
