/** Whether finer data fit the bars they lie below. */
import { DAY } from '../../core/instant.js';
import { durationUs } from '../../market/import-options.js';
import type { DataSection } from './data-schema.js';
import { pathText, type Path, type Report } from './scenario-problem.js';

/** Reports what does not fit; `isMadeOfTicks` tells that a section has no other source. */
export function checkFine(section: DataSection, path: Path, report: Report, isMadeOfTicks: boolean): void {
  const { prints, quotes, finer, book, resample, role, file } = section;
  const say = (key: string, message: string): void => report({ code: 'scenario-contradiction', path: [...path, key], blames: 'key', message });
  checkLengths(section, path, report);
  checkTickBars(section, pathText(path), { isMadeOfTicks, say });
  const isFromFile = file !== undefined || isMadeOfTicks;
  if (!isFromFile && (prints !== undefined || book !== undefined || (finer !== undefined && finer !== 'source'))) say(prints !== undefined ? 'prints' : book === undefined ? 'finer' : 'book', `${pathText(path)}: finer data of a file lie below bars of a file.`);
  if (finer === 'source' && resample === undefined) say('finer', `${pathText(path)}.finer: source means the bars that \`resample\` joins, and nothing is resampled.`);
  if (finer !== undefined && prints !== undefined) say('finer', `${pathText(path)} has one kind of finer data: prints, or shorter bars.`);
  if (finer !== undefined && book !== undefined) say('finer', `${pathText(path)} has one kind of finer data: an order book, or shorter bars.`);
  if (finer !== undefined && quotes?.fills === true) say('finer', `${pathText(path)} has one kind of finer data that fills: quotes, or shorter bars.`);
  if (prints !== undefined && book?.trades === true) say('prints', `${pathText(path)} has one source of prints: a file, or the trades of its order book.`);
  const deciding = (['finer', 'prints', 'book'] as const).find((key) => section[key] !== undefined);
  if (role === 'benchmark' && deciding !== undefined) say(deciding, `${pathText(path)} is a benchmark: nothing is traded there, so nothing finer decides.`);
}

/** Bars that are made of shorter ones, or of ticks, begin anew with every day. */
function checkLengths({ resample, prints, quotes, book }: DataSection, path: Path, report: Report): void {
  const lengths: readonly (readonly [Path, string | undefined])[] = [[['resample'], resample], [['prints', 'bars'], prints?.bars], [['quotes', 'bars'], quotes?.bars], [['book', 'bars'], book?.bars]];
  for (const [keys, length] of lengths) {
    if (length === undefined || durationUs(length) <= DAY) continue;
    report({ code: 'scenario-contradiction', path: [...path, ...keys], message: `${pathText([...path, ...keys])} makes bars of up to a day (found ${length}).`, help: 'Say 1d, or less.' });
  }
}

/** Who makes the bars says how long they are, and nobody else does. */
function checkTickBars({ prints, quotes, book }: DataSection, named: string, { isMadeOfTicks, say }: { readonly isMadeOfTicks: boolean; readonly say: (key: string, message: string) => void }): void {
  if (prints !== undefined && (prints.file === undefined) === (prints.walk === undefined)) say('prints', `${named}.prints has exactly one source: file or walk.`);
  if (!isMadeOfTicks && prints?.walk !== undefined) say('prints', `${named}.prints.walk makes a market of its own, which has no other bars.`);
  if (isMadeOfTicks && prints !== undefined && prints.bars === undefined) say('prints', `${named}.prints says how long its bars are, as \`bars: 1m\`: there is no other source of bars.`);
  if (!isMadeOfTicks && prints?.bars !== undefined) say('prints', `${named}.prints makes no bars where there is another source of them: leave \`bars\` out.`);
  if (book?.bars !== undefined && (!isMadeOfTicks || prints !== undefined || quotes?.bars !== undefined)) say('book', `${named}.book makes no bars where there is another source of them: leave \`bars\` out.`);
  if (quotes?.bars !== undefined && (!isMadeOfTicks || prints !== undefined)) say('quotes', `${named}.quotes makes no bars where there is another source of them: leave \`bars\` out.`);
}
