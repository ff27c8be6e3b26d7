/** The voting rules that have a name: what each one is unless told otherwise. A new rule of this sort is one row. */
import { HivetapeError } from '../core/errors.js';
import type { VoteMethod, VoteRuleName } from '../domain/vote-method.js';
import { toleratesLiars } from './liars.js';
import { plainMethod, type VoteRule } from './vote-rule.js';

/** A name, and what is to be different from what it stands for. */
export interface RuleChoice extends Partial<Omit<VoteMethod, 'rule'>> {
  readonly name: VoteRuleName;
  readonly quorum?: number;
  readonly threshold?: number;
  readonly operator?: VoteRule['operator'];
}

type Bounds = Pick<VoteRule, 'quorum' | 'threshold' | 'operator'>;

const half: Bounds = { quorum: 0, threshold: 0.5, operator: '>' };

const namedRules: Readonly<Record<VoteRuleName, Bounds & Pick<VoteMethod, 'voices'>>> = {
  /** More than half of the voices that take a side. */
  simple: { ...half, voices: 'equal' },
  /** More than half of the weight that takes a side, if half of it answers. */
  weighted: { ...half, quorum: 0.5, voices: 'weighted' },
  /** Two of three; one of two is not enough. */
  supermajority: { ...half, threshold: 0.66, operator: '>=', voices: 'equal' },
  /** More than half of the voices that take a side, if half of the members answer. */
  quorum: { ...half, quorum: 0.5, voices: 'equal' },
  /** Nobody who takes a side is against it. */
  unanimous: { ...half, threshold: 1, operator: '>=', voices: 'equal' },
  /** An instant run-off between all directions. */
  ranked: { ...half, voices: 'equal' },
};

/** Returns the whole rule that a choice declares. Throws `agent-options-contradict` where its parts cannot hold together. */
export function declareRule(choice: RuleChoice, members: number): VoteRule & { readonly method: VoteMethod } {
  const { name, quorum, threshold, operator, ...changes } = choice;
  const named = namedRules[name];
  const method: VoteMethod = { ...plainMethod, rule: name, voices: named.voices, ...changes };
  checkMissing(method);
  checkLiars(method, members);
  return { quorum: quorum ?? named.quorum, threshold: threshold ?? named.threshold, operator: operator ?? named.operator, method };
}

/** Otherwise one more voice in favour could make the quorum, bring in all who are missing against it, and turn a yes into a no. */
function checkMissing({ prefer, base }: VoteMethod): void {
  if (prefer === 'availability' && base === 'members') throw refuse('Who decides with whoever is there does not count those who are missing: the base is sided or answered (found members).');
}

function checkLiars({ rule, voices, prefer, liarsMax }: VoteMethod, members: number): void {
  if (liarsMax === 0) return;
  if (!toleratesLiars(members, liarsMax)) throw refuse(`A council that tolerates ${liarsMax} liars has at least ${3 * liarsMax + 1} members (found ${members}).`);
  if (voices !== 'equal') throw refuse('Liars are counted by heads, so all voices are equal (found weighted voices).');
  if (prefer === 'availability') throw refuse('Who decides with whoever is there cannot tolerate liars: they may be all that is there.');
  if (rule === 'ranked') throw refuse('A ranked choice claims nothing about liars.');
}

function refuse(message: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', message, { help: 'Change one of the two.' });
}
