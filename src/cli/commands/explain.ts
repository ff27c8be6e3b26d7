/** `hivetape explain E1042|name`: what an error means and what to do, or what an event type means. */
import { errorCodes, type ErrorCode } from '../../core/error-codes.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import type { CommandSpec, Desk } from '../command-spec.js';

export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'explain an error code or an event type',
  arguments: [{ name: '<code>', meaning: 'a number like E1004, its name, or an event type like OrderDenied' }],
  examples: ['hivetape explain E1004', 'hivetape explain scenario-unknown-key', 'hivetape explain OrderDenied'],
  act: async ({ args: [word = ''], desk }) => explain(word, desk),
};

async function explain(word: string, { output, settings }: Desk): Promise<number> {
  const table: readonly (readonly [string, ErrorCode])[] = Object.entries(errorCodes);
  const row = table.find(([name, { number }]) => name === word || number === word.toUpperCase());
  if (row) {
    const [name, { number, exit, explanation }] = row;
    if (settings.json) output.json({ schema: 'hivetape.explanation/1', code: number, name, exit, explanation });
    else output.data(`${number} ${name} (exit code ${exit})`, explanation);
    return 0;
  }
  const { catalogue, isEventType } = await import('../../domain/catalogue.js');
  if (isEventType(word)) {
    const { meaning, version } = catalogue[word];
    if (settings.json) output.json({ schema: 'hivetape.explanation/1', event: word, version, meaning });
    else output.data(`${word} (event, version ${version})`, meaning);
    return 0;
  }
  const words = [...table.flatMap(([name, { number }]) => [name, number]), ...Object.keys(catalogue)];
  const near = nearestWord(word, words);
  throw new HivetapeError('topic-not-found', `There is no error code or event type "${word.slice(0, 60)}".`, {
    ...(near === undefined ? {} : { help: `Did you mean "${near}"?` }),
  });
}
