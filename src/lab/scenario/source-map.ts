/** Remembers where in a text each key and value of a scenario stands, to show it in messages. */
import type { Path, Span, SpanOf } from './scenario-problem.js';

/** Start and end of a piece of the text, as offsets of UTF-16 units. */
export type Stretch = readonly [start: number, end: number];

export class SourceMap {
  readonly #keys = new Map<string, Stretch>();
  readonly #values = new Map<string, Stretch>();

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  note(path: Path, key: Stretch | undefined, value: Stretch): void {
    const name = JSON.stringify(path);
    if (key) this.#keys.set(name, key);
    this.#values.set(name, value);
  }

  /** Returns the span of a path; of its nearest parent's key where the path itself is not written. */
  readonly spanOf: SpanOf = (path, blames) => {
    const name = JSON.stringify(path);
    const key = this.#keys.get(name);
    const value = this.#values.get(name);
    const own = blames === 'key' ? (key ?? value) : (value ?? key);
    if (own) return this.spanAt(own);
    return path.length === 0 ? this.spanAt([0, 0]) : this.spanOf(path.slice(0, -1), 'key');
  };

  /** Returns line and column (from 1) of a stretch, its line of text, and its width within that line. */
  spanAt([start, end]: Stretch): Span {
    const before = this.text.slice(0, start);
    const line = before.split('\n').length;
    const lineStart = before.lastIndexOf('\n') + 1;
    const lineEnd = this.text.indexOf('\n', start);
    const frame = this.text.slice(lineStart, lineEnd === -1 ? this.text.length : lineEnd).replace(/\r$/, '');
    const column = start - lineStart + 1;
    const width = Math.max(1, Math.min(end - start, frame.length - column + 1));
    return { place: { file: this.file, line, column }, frame, width };
  }
}
