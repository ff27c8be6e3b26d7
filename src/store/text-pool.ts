/**
 * Numbers for texts while blocks are built. The numbers never reach the log: each block renumbers its
 * texts in order of first appearance. So the pool may outlive a block, and a name is looked up, not
 * copied, as long as it keeps being used.
 */
import { HivetapeError } from '../core/errors.js';

const TEXTS_MAX = 20_000;

export class TextPool {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** Returns the number of a text. Throws `value-not-canonical` for a lone surrogate. */
  readonly numberOf = (text: string): number => {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (!text.isWellFormed()) {
      throw new HivetapeError('value-not-canonical', 'A recorded text is well-formed Unicode (found a lone surrogate).', {
        values: { text: text.slice(0, 100) },
      });
    }
    const number = this.texts.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  };

  /** Called between blocks, when no number is in use. */
  trim(): void {
    if (this.texts.length <= TEXTS_MAX) return;
    this.texts.length = 0;
    this.numbers.clear();
  }
}
