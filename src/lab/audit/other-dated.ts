/** What falls due beside the bars, with its past given and its future another one: figures and actions are exchanged as bars are. */
import { agentId } from '../../core/brand.js';
import { randomStream } from '../../core/random.js';
import type { Actions } from '../../market/actions.js';
import type { Fact } from '../../market/facts.js';
import type { LoadedFacts } from '../load-facts.js';
import type { OtherFuture } from './other-future.js';

/** Returns the facts with everything that is known after the cut changed, and nothing else. */
export function otherFacts(loaded: readonly LoadedFacts[], { how, cut, seed }: OtherFuture): LoadedFacts[] {
  const random = randomStream({ seed, agent: agentId('audit'), purpose: `facts ${how}` });
  return loaded.map((one) => {
    const past = one.facts.filter(({ availableAt }) => availableAt <= cut);
    const future = one.facts.filter(({ availableAt }) => availableAt > cut);
    const changed = (fact: Fact): Fact[] => {
      switch (how) {
        case 'truncate':
          return [];
        case 'thin':
          return random.below(3) > 0 ? [fact] : [];
        case 'scale':
          return [{ ...fact, value: fact.value * 3 + 1 }];
        case 'shuffle':
          return [{ ...fact, value: future[random.below(future.length)].value }];
        case 'noise':
          return [{ ...fact, value: random.below(1_000_000) / 1_000 }];
      }
    };
    return { ...one, facts: [...past, ...future.flatMap(changed)] };
  });
}

/** Returns the actions with those that fall due after the cut left out, or out of three of them one. */
export function otherActions(found: Actions, { how, cut, seed }: OtherFuture): Actions {
  const random = randomStream({ seed, agent: agentId('audit'), purpose: `actions ${how}` });
  const stays = how === 'thin' ? () => random.below(3) > 0 : () => how === 'scale' || how === 'shuffle';
  return { ...found, actions: found.actions.filter(({ dueAt }) => dueAt <= cut || stays()) };
}
