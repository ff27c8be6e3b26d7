/**
 * The view on a terminal: follows a run while it is made, and goes to and fro in it by keys. Both show the
 * same fold of the same log; the machine's clock only decides how often it is drawn.
 */
import type { RunId } from '../../core/brand.js';
import { nextTurn } from '../../host/next-turn.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { RunStore } from '../../store/run-store.js';
import type { Desk } from '../command-spec.js';
import { EXIT_STOPPED } from '../exit-codes.js';
import type { Keyboard } from '../keyboard.js';
import { shortId } from '../run-reference.js';
import { happenings, type Happening } from './happenings.js';
import { momentLines } from './moment-lines.js';
import { scrubber, type Scrubber } from './scrubber.js';
import { screenOn } from './screen.js';

export interface Watching {
  readonly store: RunStore;
  readonly runId: RunId;
  readonly everyUs: number;
  readonly keyboard: Keyboard | undefined;
}

const HELP = '←→ interval   ↑↓ event   PgUp PgDn a twentieth   Home End   space play   q quit';

type Mode = 'following' | 'playing' | 'paused';

/** Returns the exit code once somebody has seen enough, or nothing more can come. */
export async function watchRun({ store, runId, everyUs, keyboard }: Watching, desk: Desk): Promise<number> {
  const { name } = store.open(runId).manifest;
  const place = scrubber(() => store.open(runId), everyUs);
  const screen = screenOn(desk);
  const coming = happenings(desk.surroundings.signal, keyboard);
  const now: { mode: Mode; isDrawn: boolean } = { mode: 'paused', isDrawn: false };
  const turn = (next: Mode): void => {
    if (next === 'following' && now.mode !== 'following') coming.follow(store.follow(runId, { from: place.offset }));
    if (next !== 'following') coming.follow(undefined);
    now.mode = next;
  };
  const draw = (isLast: boolean): void => {
    const isAtEnd = now.mode === 'paused' && place.offset >= place.count;
    const lines = (room: { readonly rows: number; readonly columns: number }) => momentLines(place.moment(), { name, run: shortId(runId), mode: isAtEnd ? place.state : now.mode, count: now.mode === 'following' ? undefined : place.count, ...room });
    screen.draw(lines, { help: keyboard === undefined || isLast ? undefined : HELP, isLast });
  };
  if (place.state === 'running') turn('following');
  else place.goTo(Infinity);
  try {
    while (now.mode !== 'paused' || keyboard !== undefined) {
      if (!now.isDrawn && place.offset > 0 && (screen.isDue() || now.mode !== 'following')) {
        draw(false);
        now.isDrawn = true;
        await nextTurn();
      }
      const happened = await coming.next();
      if (happened.kind === 'stop' || (happened.kind === 'key' && happened.key === 'stop')) return EXIT_STOPPED;
      if (happened.kind === 'key' && (happened.key === undefined || happened.key === 'q')) return 0;
      if (happened.kind !== 'tick' || now.mode === 'playing') now.isDrawn = false;
      turn(afterwards(happened, now.mode, place));
    }
    return 0;
  } finally {
    coming.follow(undefined);
    keyboard?.close();
    draw(true);
  }
}

/** Takes in what happened; returns what follows from it. */
function afterwards(happened: Happening, mode: Mode, place: Scrubber): Mode {
  if (happened.kind === 'key') return pressed(happened.key ?? '', mode, place);
  if (happened.kind === 'event') return seen(happened.event, mode, place);
  if (mode !== 'playing') return mode;
  place.nextInterval();
  return place.offset >= place.count ? atTheEnd(place) : 'playing';
}

function seen(event: LogEvent | undefined, mode: Mode, place: Scrubber): Mode {
  if (event !== undefined) place.take(event);
  else place.goTo(Infinity);
  return event === undefined ? 'paused' : mode;
}

/** Whoever is at the end of a run that is being made, follows it. */
function atTheEnd(place: Scrubber): Mode {
  return place.state === 'running' ? 'following' : 'paused';
}

function pressed(key: string, mode: Mode, place: Scrubber): Mode {
  const page = Math.max(1, Math.floor(place.count / 20));
  const steps: Readonly<Record<string, () => void>> = {
    right: () => place.nextInterval(),
    left: () => place.previousInterval(),
    down: () => place.goTo(place.offset + 1),
    up: () => place.goTo(place.offset - 1),
    'page-down': () => place.goTo(place.offset + page),
    'page-up': () => place.goTo(place.offset - page),
    home: () => place.goTo(1),
    end: () => place.goTo(Infinity),
  };
  if (key === 'space') {
    if (mode !== 'paused') return 'paused';
    if (place.offset >= place.count && place.state !== 'running') place.goTo(1);
    return 'playing';
  }
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined) return mode;
  step();
  return key === 'end' ? atTheEnd(place) : 'paused';
}
