/**
 * Which texts may name an instrument. A name becomes part of topics, file names and pages, so what could
 * climb directories, address a device, or look like another name is refused.
 */
import { HivetapeError, type ErrorPlace } from '../core/errors.js';
import { instrumentId, type InstrumentId } from '../domain/instrument.js';

const LENGTH_MAX = 100;
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Returns the text as the name of an instrument. Throws `symbol-invalid`. */
export function symbolOf(text: string, place: ErrorPlace = {}): InstrumentId {
  const why = whyNot(text);
  if (why === undefined) return instrumentId(text);
  throw new HivetapeError(
    'symbol-invalid',
    `A symbol has 1 to ${LENGTH_MAX} printable ASCII characters without / \\ * and .. (found ${shown(text)}: ${why}).`,
    { place, help: 'Rename it, as BTC-USD for BTC/USD.' },
  );
}

function whyNot(text: string): string | undefined {
  if (text.length === 0) return 'it is empty';
  if (text.length > LENGTH_MAX) return `it has ${text.length}`;
  if (!PRINTABLE.test(text)) return 'it has other characters, or begins or ends with a space';
  if (/[/\\*]/.test(text) || text.includes('..')) return 'it could be a path or a pattern';
  if (DEVICE.test(text)) return 'it names a device';
  return undefined;
}

/** Shows what cannot be seen as escapes, so that a message never carries control characters. */
function shown(text: string): string {
  const start = text.slice(0, 40).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${start}${text.length > 40 ? '…' : ''}"`;
}
