/**
 * Decimal numbers, read from bytes. The common ones in one pass, exactly: up to 15 digits divided by a
 * power of ten is correctly rounded. All others go the slow way, which also finds out what is wrong.
 */
import type { ErrorCodeName } from '../core/error-codes.js';

/** What is wrong with a cell that should be a number. */
export interface NumberTrouble {
  readonly code: ErrorCodeName & ('number-invalid' | 'decimal-comma' | 'thousands-separator' | 'number-imprecise');
  readonly message: string;
  readonly help: string;
}

const POWERS_OF_TEN = Object.freeze([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);
const DIGITS_EXACT = 15;
const MINUS = 45;
const ZERO = 48;

/** Returns the number that the bytes from `start` to `end` write in plain digits, or NaN: then {@link readDecimal} knows more. */
export function quickDecimal(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  const negative = bytes[start] === MINUS;
  let mantissa = 0;
  let point = -1;
  const first = negative ? start + 1 : start;
  for (let at = first; at < end; at += 1) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (bytes[at] === decimal && point < 0 && at > first) point = at;
    else return Number.NaN;
  }
  const digits = end - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > DIGITS_EXACT || point === end - 1) return Number.NaN;
  const value = point < 0 ? mantissa : mantissa / POWERS_OF_TEN[end - point - 1];
  return negative ? -value : value;
}

const DECIMAL_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** Returns the number that a text writes, or what is wrong with it. `decimal` is the decimal mark, a point or a comma. */
export function readDecimal(text: string, decimal: '.' | ','): number | NumberTrouble {
  const trimmed = text.trim();
  const pointed = decimal === '.' ? trimmed : trimmed.replace(',', '.');
  if (!(decimal === ',' && trimmed.includes('.')) && DECIMAL_TEXT.test(pointed)) return checked(pointed);
  return troubleWith(trimmed, decimal);
}

function checked(text: string): number | NumberTrouble {
  const value = Number(text);
  if (!Number.isFinite(value)) return invalid(text, 'it is larger than a double can be');
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return {
      code: 'number-imprecise',
      message: `A number is at most 9007199254740991, or its last digits are lost (found ${quoted(text)}).`,
      help: 'State the column in a larger unit.',
    };
  }
  if (value === 0 && /[1-9]/.test(text.split(/[eE]/)[0])) return invalid(text, 'it is smaller than a double can be');
  return value;
}

function troubleWith(text: string, decimal: '.' | ','): NumberTrouble {
  const grouped = decimal === '.' ? /^[+-]?\d{1,3}(?:([, '_\u00a0\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?$/ : /^[+-]?\d{1,3}(?:([. '_\u00a0\u202f])\d{3})(?:\1\d{3})*(?:,\d+)?$/;
  if (grouped.test(text)) {
    return {
      code: 'thousands-separator',
      message: `Numbers are written without separators between thousands (found ${quoted(text)}).`,
      help: `Write them plainly${decimal === '.' ? ', or say decimal "," if the comma is the decimal mark' : ''}.`,
    };
  }
  if (decimal === '.' && /^[+-]?\d+,\d+$/.test(text)) {
    return {
      code: 'decimal-comma',
      message: `The decimal mark is a point (found a comma in ${quoted(text)}).`,
      help: 'Say `decimal: \',\'` in its options if the file writes decimal commas.',
    };
  }
  return invalid(text, text === '' ? 'it is empty' : undefined);
}

function invalid(text: string, because?: string): NumberTrouble {
  return {
    code: 'number-invalid',
    message: `A number is written in decimal digits, as 1234.5 (found ${quoted(text)}${because === undefined ? '' : `: ${because}`}).`,
    help: 'Mend the cell, or leave the row out.',
  };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
