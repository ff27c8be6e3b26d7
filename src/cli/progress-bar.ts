/** One line on stderr that says how far the work is: a bar on a terminal, else a line every ten seconds. */
import { duration, grouped, percent } from './number-format.js';
import { plainText } from './paint.js';
import type { Settings } from './settings.js';
import type { Surroundings } from './surroundings.js';
import { cut } from './text-width.js';

export interface ProgressStep {
  /** Share of the work that is done, 0 to 1; `undefined` where nobody knows. */
  readonly done: number | undefined;
  readonly events: number;
  /** Said instead of the events, where the work is not made of them. */
  readonly note?: string;
}

export interface ProgressBar {
  step(step: ProgressStep): void;
  /** Takes the bar off the terminal. */
  end(): void;
}

export const REDRAW_MS_MIN = 100;
export const LINE_MS = 10_000;
const BAR_WIDTH = 16;

export function progressBar(title: string, settings: Settings, { err, clockMs }: Surroundings): ProgressBar {
  if (settings.progress === 'none') return { step: () => undefined, end: () => undefined };
  const isBar = settings.progress === 'bar';
  const startedAt = clockMs();
  let shownAt = startedAt;
  let isShown = false;
  return {
    step(step) {
      const now = clockMs();
      if (now - shownAt < (isBar ? REDRAW_MS_MIN : LINE_MS)) return;
      shownAt = now;
      const text = stepText(title, step, now - startedAt, isBar);
      const line = cut(settings.unicode ? text : plainText(text), (err.columns || settings.columns) - 1);
      err.write(isBar ? `\r\u001b[2K${line}` : `${line}\n`);
      isShown = isBar;
    },
    end() {
      if (isShown) err.write('\r\u001b[2K');
      isShown = false;
    },
  };
}

function stepText(title: string, { done, events, note }: ProgressStep, passedMs: number, withBar: boolean): string {
  const rate = passedMs > 0 ? `${grouped((events / passedMs) * 1_000)} ev/s` : '';
  const parts = note === undefined ? [`${grouped(events)} events`, rate] : [note];
  if (done !== undefined && done > 0) parts.unshift(percent(done));
  if (done !== undefined && done > 0.01) parts.push(`${duration((passedMs / done) * (1 - done))} left`);
  const filled = Math.round((done ?? 0) * BAR_WIDTH);
  const bar = withBar && done !== undefined ? ` ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}` : '';
  return `${title}${bar} ${parts.join('  ')}`;
}
