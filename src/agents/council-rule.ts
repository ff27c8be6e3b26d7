/** By what rule a council decides: a named one with changes, or the plain one of quorum, threshold and operator. */
import { Type, type Static } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import { oneOf } from '../domain/schema.js';
import { baseWords, preferWords, silenceWords, tieWords, voiceWords, voteRuleNames } from '../domain/vote-method.js';
import { declareRule, type RuleChoice } from '../swarm/named-rules.js';
import type { VoteRule } from '../swarm/vote-rule.js';

const share = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1, description }));
const word = <const Words extends readonly string[]>(words: Words, description: string) => Type.Optional({ ...oneOf(words), description });

export const ruleOption = Type.Optional(
  Type.Object(
    {
      name: { ...oneOf(voteRuleNames), description: 'Whose values hold where nothing else is written: docs/decisions-in-a-swarm.md has the table.' },
      quorum: share('Share of the council that must answer. That of the name if absent.'),
      threshold: share('Share that must be for. That of the name if absent.'),
      operator: word(['>', '>='], 'Whether the support must be above the threshold, or may stand at it. That of the name if absent.'),
      voices: word(voiceWords, 'Whether all voices count the same, or as much as they weigh. As the name has it if absent.'),
      base: word(baseWords, 'What the support is a share of: those who took a side, who answered, or all members. Of who took a side if absent.'),
      silence: word(silenceWords, 'Whether one who is silent is absent, or has abstained as if it had said so. If this is absent, absent.'),
      prefer: word(preferWords, 'Where too few answer: consistency decides nothing, availability lets those decide who are there. Consistency if absent.'),
      tie: word(tieWords, 'Who wins a tie of a ranked choice: nobody, or the first of flat, long, short. Nobody if absent.'),
      liarsMax: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000, description: 'Liars that must not bring about what most of the honest refuse; needs three times as many members and one. None if absent.' })),
      holdUpTo: share('Confidence up to which what was approved is held and not acted on. Nothing is held if absent.'),
    },
    { additionalProperties: false, description: 'How votes are counted. If absent: by weight, with quorum, threshold and operator as written beside it.' },
  ),
);

interface RuleOptions extends VoteRule {
  readonly rule?: Static<typeof ruleOption> | undefined;
  readonly reputation?: string | undefined;
}

/** Returns the rule of a council of so many members. Throws `agent-options-contradict`. */
export function ruleOf({ quorum, threshold, operator, rule, reputation }: RuleOptions, members: number): VoteRule {
  if (rule === undefined) return { quorum, threshold, operator };
  if (quorum !== 0.5 || threshold !== 0.5 || operator !== '>') {
    throw refuse('A council has either a rule, or quorum, threshold and operator of its own (found both).', 'Write quorum, threshold and operator under `rule`.');
  }
  const declared = declareRule(rule as RuleChoice, members);
  if (reputation !== undefined && declared.method.voices === 'equal') {
    throw refuse(`A rule that asks for reputation counts by weight (found "${rule.name}" with equal voices).`, 'Write `voices: weighted`, or leave reputation away.');
  }
  return declared;
}

function refuse(message: string, help: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', message, { help });
}
