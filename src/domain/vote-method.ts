/**
 * The words in which a way of counting votes is declared. They stand in the proposal, so that whoever
 * reads the log can recompute the decision from the ballot without knowing the scenario.
 */
import { Type, type Static } from '@sinclair/typebox';
import { integer, oneOf, real } from './schema.js';

export const voteRuleNames = ['simple', 'weighted', 'supermajority', 'quorum', 'unanimous', 'ranked'] as const;
export type VoteRuleName = (typeof voteRuleNames)[number];

/** Whether all voices count the same, or each as much as its weight. */
export const voiceWords = ['equal', 'weighted'] as const;
/** What the support is a share of: those who took a side, those who answered, or all members. */
export const baseWords = ['sided', 'answered', 'members'] as const;
/** Whether one who was silent until the deadline is absent, or has abstained like one who said so. */
export const silenceWords = ['absent', 'abstains'] as const;
/** Where too few answer: nothing is decided, or those who are there decide. */
export const preferWords = ['consistency', 'availability'] as const;
/** Who wins a tie of a ranked choice: nobody, or what is listed first. */
export const tieWords = ['nobody', 'listed-first'] as const;

export const voteMethodSchema = Type.Object({
  rule: oneOf(voteRuleNames),
  voices: oneOf(voiceWords),
  base: oneOf(baseWords),
  silence: oneOf(silenceWords),
  prefer: oneOf(preferWords),
  tie: oneOf(tieWords),
  /** How many members may lie without bringing about what most of the honest do not want; 0 where nothing is claimed. */
  liarsMax: integer,
  /** Confidence, 0 to 1, up to which what was approved is held all the same; absent where nothing is held. */
  holdUpTo: Type.Optional(real),
});

export type VoteMethod = Static<typeof voteMethodSchema>;
