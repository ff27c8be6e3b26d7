/** `hivetape data list`: the data sets that come with the package. */
import type { BundledData } from '../../../market/bundled-data.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { grouped } from '../../number-format.js';
import { tableLines } from '../../table.js';

export const dataListCommand: CommandSpec = {
  name: 'list',
  summary: 'list the data sets that come with hivetape',
  act,
};

async function act({ desk: { settings, output } }: Invocation): Promise<number> {
  const { listBundledData } = await import('../../../market/bundled-data.js');
  const all = await listBundledData();
  if (settings.json) {
    output.json({
      schema: 'hivetape.data-sets/1',
      dataSets: all.map(({ id, title, step, rows, first, last, instrument, tradable, rowsDigest }) => ({ id, title, step, bars: rows, first, last, instrument, tradable, rowsDigest })),
    });
    return 0;
  }
  const columns = [
    { title: 'id', text: ({ id }: BundledData) => id },
    { title: 'what', text: ({ title }: BundledData) => title, elastic: 'cut' as const },
    { title: 'step', text: ({ step }: BundledData) => step },
    { title: 'bars', align: 'right' as const, text: ({ rows }: BundledData) => grouped(rows) },
    { title: 'from', text: ({ first }: BundledData) => first.slice(0, 10) },
    { title: 'to', text: ({ last }: BundledData) => last.slice(0, 10) },
  ];
  output.data(...tableLines(all, columns, settings.columns));
  output.say('next: hivetape data show sp500-daily, or name one in a scenario: bundled: sp500-daily');
  return 0;
}
