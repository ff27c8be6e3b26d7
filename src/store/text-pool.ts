/**
 * Numbers for texts while blocks are built. The numbers never reach the log: each block renumbers its
 * texts in order of first appearance. So the pool may outlive a block, and a name is looked up, not
 * copied, as long as it keeps being used.
 */
import { HivetapeError } from '../core/errors.js';

const TEXTS_MAX = 20_000;
/** Names that were just used, by length and a few letters: most lookups end here. A power of two. */
const RECENT = 1_024;

export class TextPool {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly recentTexts: (string | undefined)[] = new Array<string | undefined>(RECENT).fill(undefined);
  private readonly recentNumbers = new Int32Array(RECENT);

  /** Returns the number of a text. Throws `value-not-canonical` for a lone surrogate. */
  readonly numberOf = (text: string): number => {
    const place = placeOf(text);
    if (this.recentTexts[place] === text) return this.recentNumbers[place];
    const number = this.numbers.get(text) ?? this.add(text);
    this.recentTexts[place] = text;
    this.recentNumbers[place] = number;
    return number;
  };

  /** Called between blocks, when no number is in use. */
  trim(): void {
    if (this.texts.length <= TEXTS_MAX) return;
    this.texts.length = 0;
    this.numbers.clear();
    this.recentTexts.fill(undefined);
  }

  private add(text: string): number {
    if (!text.isWellFormed()) {
      throw new HivetapeError('value-not-canonical', 'A recorded text is well-formed Unicode (found a lone surrogate).', {
        values: { text: text.slice(0, 100) },
      });
    }
    const number = this.texts.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }
}

/** The end of a name tells more of it than its beginning: members of a swarm are numbered. */
function placeOf(text: string): number {
  const { length } = text;
  if (length < 4) return length === 0 ? 0 : (length * 31 + text.charCodeAt(0)) & (RECENT - 1);
  return (length * 31 + text.charCodeAt(0) + text.charCodeAt(length - 1) * 7 + text.charCodeAt(length - 2) * 67 + text.charCodeAt(length - 3) * 509) & (RECENT - 1);
}
