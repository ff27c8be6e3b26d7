/**
 * Ranked choice by instant run-off: every voice counts for the best of its choices that is still in; while
 * nobody has enough, the weakest leaves. Like every run-off it is not monotone: more support can cost the
 * victory (docs/decisions-in-a-swarm.md has the example). What does hold: who is first with a majority wins.
 */
import { share, sharesOf, type BallotEntry, type Voices } from './ballot.js';

export interface RunOffRules<Alternative> {
  /** All that can be chosen, in the order that a tie may be decided by. */
  readonly alternatives: readonly Alternative[];
  readonly voices: Voices;
  readonly tie: 'nobody' | 'listed-first';
  readonly isEnough: (support: number) => boolean;
  /** What the support is a share of; of the voices that still back somebody, where it is absent. */
  readonly whole: number | undefined;
}

export interface RunOffRound<Alternative> {
  /** Shares of each alternative that was in, in the order they are listed. */
  readonly counts: readonly { readonly alternative: Alternative; readonly shares: number }[];
  /** Who left after it; empty in the last. */
  readonly left: readonly Alternative[];
}

export interface RunOff<Alternative> {
  readonly winner: Alternative | undefined;
  /** Share of the strongest in the last round. */
  readonly support: number;
  readonly rounds: readonly RunOffRound<Alternative>[];
  /** Returns on which side of the winner a voter stands in the end: 1 for it, −1 for another, 0 for nobody that is left. */
  readonly sideOf: (entry: BallotEntry) => -1 | 0 | 1;
}

/** Returns the count, round by round. Who ranked nothing backs nobody; a choice that stands twice in a ranking counts where it stands first. */
export function instantRunOff<Alternative extends string>(ballot: readonly BallotEntry[], rules: RunOffRules<Alternative>): RunOff<Alternative> {
  const rounds: RunOffRound<Alternative>[] = [];
  let remaining = rules.alternatives;
  for (;;) {
    const counts = remaining.map((alternative) => ({ alternative, shares: sharesFor(ballot, alternative, { remaining, voices: rules.voices }) }));
    const most = Math.max(...counts.map(({ shares }) => shares));
    const support = share(most, rules.whole ?? counts.reduce((sum, { shares }) => sum + shares, 0));
    const leaders = counts.filter(({ shares }) => shares === most);
    const winner = most > 0 && leaders.length === 1 && rules.isEnough(support) ? leaders[0].alternative : undefined;
    const left = winner === undefined ? weakest(counts, rules.tie) : [];
    rounds.push({ counts, left });
    const stay = remaining.filter((alternative) => !left.includes(alternative));
    if (left.length === 0 || stay.length === 0) return { winner, support, rounds, sideOf: sideIn(winner, remaining) };
    remaining = stay;
  }
}

type Counts<Alternative> = RunOffRound<Alternative>['counts'];

/**
 * Returns who leaves: the weakest. Several that are equally weak leave together where all of them together could not
 * reach the next; otherwise the tie is decided as declared: by the list (the last of it leaves), or not at all.
 */
function weakest<Alternative>(counts: Counts<Alternative>, tie: RunOffRules<Alternative>['tie']): readonly Alternative[] {
  if (counts.length === 1) return [];
  const least = Math.min(...counts.map(({ shares }) => shares));
  const tied = counts.filter(({ shares }) => shares === least);
  const others = counts.filter(({ shares }) => shares > least).map(({ shares }) => shares);
  const isHarmless = others.length > 0 && least * tied.length < Math.min(...others);
  if (tied.length === 1 || isHarmless) return tied.map(({ alternative }) => alternative);
  return tie === 'nobody' ? [] : tied.slice(-1).map(({ alternative }) => alternative);
}

interface Standing<Alternative> {
  readonly remaining: readonly Alternative[];
  readonly voices: Voices;
}

function sharesFor<Alternative extends string>(ballot: readonly BallotEntry[], alternative: Alternative, { remaining, voices }: Standing<Alternative>): number {
  let sum = 0;
  for (const entry of ballot) if (bestOf(entry, remaining) === alternative) sum += sharesOf(entry, voices);
  return sum;
}

function bestOf<Alternative extends string>({ ranking = [], silent }: BallotEntry, remaining: readonly Alternative[]): Alternative | undefined {
  if (silent === true) return undefined;
  for (const wanted of ranking as readonly string[]) {
    const found = remaining.find((alternative) => alternative === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sideIn<Alternative extends string>(winner: Alternative | undefined, remaining: readonly Alternative[]): RunOff<Alternative>['sideOf'] {
  return (entry) => {
    const best = bestOf(entry, remaining);
    if (best === undefined) return 0;
    return best === winner ? 1 : -1;
  };
}
