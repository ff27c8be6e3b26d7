/** A terminal that is drawn over and over: a page of its own while somebody watches, and what was drawn last stays. */
import type { Desk } from '../command-spec.js';

export interface Screen {
  /** Draws as many lines as there is room for. */
  draw(lines: (room: { readonly rows: number; readonly columns: number }) => readonly string[], how: { readonly help: string | undefined; readonly isLast: boolean }): void;
  /** Tells whether it was drawn long enough ago. */
  isDue(): boolean;
}

const DRAW_MS = 100;
const ROWS_USUAL = 24;
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?1049l\u001b[?25h';
const clear = '\u001b[H\u001b[2J';

export function screenOn({ settings: { columns }, output, surroundings: { out, clockMs } }: Desk): Screen {
  let drawnAt = -Infinity;
  let isOpen = false;
  return {
    draw(lines, { help, isLast }) {
      const below = help === undefined ? [] : ['', help];
      if (isLast && isOpen) out.write(leave);
      if (!isLast) out.write(`${isOpen ? '' : enter}${clear}`);
      isOpen = !isLast;
      output.data(...lines({ rows: (out.rows ?? ROWS_USUAL) - 2 - below.length, columns }), ...below);
      drawnAt = clockMs();
    },
    isDue: () => clockMs() - drawnAt >= DRAW_MS,
  };
}
