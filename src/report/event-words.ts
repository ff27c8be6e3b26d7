/**
 * What any event says, in one line for people: in words of its own where somebody wrote some, else in the names of its
 * own fields. So no type of the catalogue is ever shown as data. The names in it are foreign text: escape them.
 */
import type { LogEvent } from '../domain/catalogue.js';
import { deskWords } from './desk-words.js';
import type { Said } from './folds/talk-fold.js';
import { counted, decimal, duration, timeText } from './number-text.js';
import { saidText } from './said-text.js';
import { tradingWords } from './trading-words.js';

/** Returns the line, never empty. Of a bar it is `open …`. */
export function eventWords(event: LogEvent): string {
  return ownWords(event) || fieldWords(event.data) || wordsOf(event.type);
}

/** Returns the words that somebody wrote for this type; empty where nobody did. */
export function ownWords(event: LogEvent): string {
  return event.type === 'BarClosed' ? '' : saidText(event satisfies Said) || tradingWords(event) || deskWords(event);
}

const LIST_MAX = 4;
const DEPTH_MAX = 2;

function fieldWords(data: object, depth = 0): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    const part = partOf(name, value, { isFirst: parts.length === 0, depth });
    if (part !== '') parts.push(part);
  }
  return parts.join(', ');
}

/** The first text names what the event is about and stands alone; everything else stands behind its name. */
function partOf(name: string, value: unknown, { isFirst, depth }: { readonly isFirst: boolean; readonly depth: number }): string {
  const label = wordsOf(name);
  if (typeof value === 'boolean') return value ? label.replace(/^is /, '') : `not ${label.replace(/^is /, '')}`;
  if (typeof value === 'string') return value === '' ? '' : isFirst ? value : `${label} ${value}`;
  if (typeof value === 'number') return numberPart(name, value);
  if (Array.isArray(value)) return listPart(label, value as readonly unknown[]);
  if (typeof value !== 'object' || value === null) return '';
  const inside = depth < DEPTH_MAX ? fieldWords(value, depth + 1) : '';
  return inside === '' ? '' : `${label} (${inside})`;
}

/** Units go last in a name, and tell how a number is read. */
function numberPart(name: string, value: number): string {
  const isInstant = /(At|^at|[uU]ntil)$/.test(name);
  if (isInstant && value > 0) return `${wordsOf(name)} ${timeText(value)}`;
  if (name.endsWith('Us')) return `${wordsOf(name.slice(0, -2))} ${duration(value)}`;
  if (name.endsWith('Micros')) return `${wordsOf(name.slice(0, -6))} ${decimal(value / 1e6, 2)}`;
  if (name.endsWith('Lots')) return `${wordsOf(name.slice(0, -4))} ${counted(value, 'lot')}`;
  return `${wordsOf(name)} ${plainNumber(value)}`;
}

function plainNumber(value: number): string {
  return decimal(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 4 : 2);
}

function listPart(label: string, values: readonly unknown[]): string {
  if (values.length === 0) return '';
  const texts = values.map((value) => (typeof value === 'string' ? value : typeof value === 'number' ? plainNumber(value) : undefined));
  if (values.length > LIST_MAX || texts.includes(undefined)) return `${label}: ${decimal(values.length, 0)}`;
  return `${label} ${texts.join(' and ')}`;
}

/** Returns "lock granted" for `LockGranted`. */
function wordsOf(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}
